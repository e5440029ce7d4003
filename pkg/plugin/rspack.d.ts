import type { PluginOptions } from './index.js';

export type { PluginOptions };

/** The plugin for Rspack: uploads the source maps of a build. See docs/plugins.md. */
export function mapship(options?: PluginOptions): { apply(compiler: unknown): void };
export default mapship;
