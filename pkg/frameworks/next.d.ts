import type { PluginOptions } from '../plugin/index.js';

export type { PluginOptions };

/**
 * The adapter for Next 15.4.1 and later, with Turbopack and webpack: uploads the source maps of a production build. See
 * docs/frameworks.md.
 * @param nextConfig the configuration of Next: an object, a promise of one, or a function that gives either
 * @returns the same, with source maps and a hook for mapship
 */
export function withMapship<Config>(nextConfig?: Config, options?: PluginOptions): Config;
export default withMapship;
