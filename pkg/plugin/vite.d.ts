import type { PluginOptions } from './index.js';

export type { PluginOptions };

export interface VitePluginOptions extends Omit<PluginOptions, 'minifiedPathPrefix'> {
  /**
   * What stands before the relative path of a file in its address. Without it: Vite's `base`. An object gives it by the name
   * of the environment; `ssr`, and others that run on a server, are uploaded only where it names them.
   */
  minifiedPathPrefix?: string | Record<string, string>;
}

/** The plugin for Vite 5 and later: uploads the source maps of a build. See docs/plugins.md. */
export function mapship(options?: VitePluginOptions): {
  name: 'mapship';
  apply: 'build';
};
export default mapship;
