/** What a serializer gives: the bundle's code, or the code with its map. */
export type Made = string | { code: string; map: string };

/** A serializer, as Metro has them, as far as it is used here. */
export type Serializer = (
  entryPoint: string,
  preModules: readonly { path: string }[],
  graph: {
    dependencies: ReadonlyMap<string, { path: string }>;
    transformOptions?: { hot?: boolean; platform?: string | null };
  },
  options: {
    dev?: boolean;
    modulesOnly?: boolean;
    createModuleId: (path: string) => number;
    serializerOptions?: { output?: string };
  },
) => Made | Promise<Made>;

/** Metro's configuration, as far as it is used here. */
export interface MetroConfig {
  projectRoot?: string;
  serializer?: { customSerializer?: Serializer | null };
}

/**
 * Puts a debug ID into each bundle that Metro makes for an app's users, and into its map: for bare React Native. A serializer of the
 * configuration's own is called first. It goes around all else: `withMapship(mergeConfig(…))`. See docs/react-native.md.
 * @param config the configuration of Metro: an object, a promise of one, or a function that gives either
 * @returns the same, with a serializer that puts IDs in
 */
export function withMapship<Config>(config: Config): Config;
export default withMapship;
