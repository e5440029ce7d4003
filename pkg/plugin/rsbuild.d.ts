import type { PluginOptions } from './index.js';

export type { PluginOptions };

/** The plugin for Rsbuild: uploads the source maps of a build. See docs/plugins.md. */
export function mapship(options?: PluginOptions): {
  name: 'mapship';
  setup(api: unknown): void;
};
export default mapship;
