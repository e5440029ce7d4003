import type { VitePluginOptions } from '../plugin/vite.js';

export type { VitePluginOptions };

/** The plugin for SvelteKit 2 and 3, before or after `sveltekit()`. See docs/frameworks.md. */
export function mapship(options?: VitePluginOptions): {
  name: 'mapship';
  apply: 'build';
};
export default mapship;
