import type { PluginOptions } from './index.js';

export type { PluginOptions };

/** The plugin for esbuild: uploads the source maps of a build. See docs/plugins.md. */
export function mapship(options?: PluginOptions): {
  name: 'mapship';
  setup(build: unknown): Promise<void>;
};
export default mapship;
