/** What in a build's folder may be of use, told by names alone. Pure. */

/** @import { NamedFile } from './host-types.js' */

/** Scripts and maps, and style sheets, which tell which maps are theirs. */
export const WANTED = /\.(?:js|mjs|cjs|css|map)$/;

/** What every build is full of and no symbol file is ever called: not worth the opening. */
const PLAIN =
  /\.(?:html?|xml|svg|png|jpe?g|gif|webp|avif|ico|icns|woff2?|ttf|otf|eot|mp[34]|webm|ogg|wav|pdf|md|[cm]?tsx?|jsx|vue|s[ac]ss|less|gz|br|zst|lock|ya?ml|toml|java|kts?|gradle|swift|c|cc|cpp|cxx|h|hpp|mm?|cs|go|rs|py|rb|php|sh|bat|dart|class|a|lib|json)$/i;

/** Hidden folders that are for separate debug files, by the name or the build ID of their libraries. */
const OF_DEBUG_FILES = new Set(['.debug', '.build-id']);

/** Names that are looked at all the same: what a build says beside its symbols. */
const NAMED = new Set(['LineNumberMappings.json', 'output-metadata.json', 'pubspec.yaml']);

/**
 * How a file counts that was found in a folder, not named; undefined where it does not.
 * @param {string} name with slashes
 * @returns {Pick<NamedFile, 'inFolder' | 'aside'> | undefined}
 */
export function asFound(name) {
  const base = name.slice(name.lastIndexOf('/') + 1);
  const isOfPairs = WANTED.test(base);
  const isWanted = isOfPairs || NAMED.has(base) || name.includes('.dSYM/') || !PLAIN.test(base);
  if (!isWanted) return undefined;
  const aside = base.endsWith('.css') || !isOfPairs;
  return { inFolder: true, ...(aside && { aside }) };
}

/**
 * Whether a folder holds no build output.
 * @param {string} base its name
 */
export function isSkippedFolder(base) {
  return base === 'node_modules' || (base.startsWith('.') && !OF_DEBUG_FILES.has(base));
}
