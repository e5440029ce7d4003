import type { PluginOptions } from './index.js';

export type { PluginOptions };

/** The plugin for Rolldown: uploads the source maps of each output. See docs/plugins.md. */
export function mapship(options?: PluginOptions): { name: 'mapship' };
export default mapship;
