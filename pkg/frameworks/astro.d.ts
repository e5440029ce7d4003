import type { VitePluginOptions } from '../plugin/vite.js';

export type { VitePluginOptions };

/** The integration for Astro: `integrations: [mapship()]`. See docs/frameworks.md. */
export function mapship(options?: VitePluginOptions): {
  name: 'mapship';
  hooks: Record<`astro:${string}`, (context: any) => void | Promise<void>>;
};
export default mapship;
