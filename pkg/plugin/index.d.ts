export type { PluginOptions } from '../options/types.js';
