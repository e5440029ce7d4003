import type { PluginOptions } from '../plugin/index.js';

export type { PluginOptions };

/** The module for Nuxt 3 and 4: `modules: ['mapship/nuxt']`, with its options under `mapship`. See docs/frameworks.md. */
declare const mapship: {
  (options: PluginOptions | undefined, nuxt: any): Promise<void>;
  meta: { name: 'mapship'; configKey: 'mapship' };
  getMeta(): Promise<{ name: 'mapship'; configKey: 'mapship' }>;
};
export { mapship };
export default mapship;
