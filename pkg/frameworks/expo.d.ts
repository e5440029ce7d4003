import type { ConfigDefaults, ConfigObject } from '../options/types.js';

export type Platform = 'web' | 'android' | 'ios';

export interface ExpoOptions extends Omit<ConfigDefaults, 'service' | 'type'> {
  /**
   * Service, as your application reports it to Datadog: for all platforms, or for each. Without it: `android.package` and
   * `ios.bundleIdentifier` of the app's configuration, as Datadog's SDK has it; for the web it has to be given.
   */
  service?: string | Partial<Record<Platform, string>>;
  /** The folder that `expo export` writes to, relative to the config file. `dist` where it is not given. */
  outputDir?: string;
  /**
   * Where the web app is served: its origin, such as `https://shop.example`. What `experiments.baseUrl` says is added, and so is
   * the folder of the scripts.
   */
  minifiedPathPrefix?: string;
}

/**
 * The config of an Expo app, for `mapship.config.mjs`: a target for each platform that was exported, with the version and the
 * build number that the app's configuration (app.json, app.config.js) says. See docs/frameworks.md.
 */
export function withExpo(options?: ExpoOptions): (context?: { folder?: string }) => ConfigObject;
export default withExpo;
