import type { VitePluginOptions } from '../plugin/vite.js';

export type { VitePluginOptions };

/**
 * The plugin for React Router, beside that of React Router itself: uploads the source maps of a production build. See
 * docs/frameworks.md.
 */
export function mapship(options?: VitePluginOptions): {
  name: 'mapship';
  apply: 'build';
};
export default mapship;
