/** Debug IDs that are put in during a build, when its scripts are whole and no hash of them was taken yet. */
import { bytesSource } from '../host/bytes.js';
import { joined } from '../inject/pieces.js';

/** @import { Lookups } from '../core/types.js' */

/** With it in the hashes, files that differ by the code of the ID alone have other names. */
export const IN_HASH = 'mapship: debug IDs';

const SCRIPT = /\.[cm]?js$/;

/**
 * @param {Lookups} lookups
 * @param {string | Uint8Array} script
 * @param {string | Uint8Array} map
 * @param {string} [id] another than that of the script's text
 * @returns {{ script: string, map: string } | undefined} undefined where nothing is to be changed
 */
function injectText(lookups, script, map, id) {
  const [code, text] = [script, map].map((of) => (typeof of === 'string' ? Buffer.from(of) : of));
  if (code === undefined || text === undefined) return undefined;
  const injection = lookups.inject(bytesSource(code), bytesSource(text), { id });
  if (injection.script === undefined) return undefined;
  return { script: joined(code, injection.script), map: joined(text, injection.map ?? [text]) };
}

/**
 * In the bundle of Rollup or one like it, before other plugins take hashes of it for pages. These and Vite itself may yet write names
 * of other files into a script: so its ID is made of those too.
 * @param {Lookups} lookups
 * @param {Record<string, any>} bundle
 */
function injectIntoBundle(lookups, bundle) {
  const names = Object.keys(bundle).sort().join('\n');
  for (const chunk of Object.values(bundle)) {
    const map = bundle[chunk.sourcemapFileName ?? `${chunk.fileName}.map`];
    if (chunk.type !== 'chunk' || map?.type !== 'asset') continue;
    const id = lookups.debugIdOf(bytesSource(Buffer.from(`${chunk.code}\n${names}`)));
    const injected = injectText(lookups, chunk.code, map.source, id);
    if (injected === undefined) continue;
    chunk.code = injected.script;
    map.source = injected.map;
    // what plugins read who change the script themselves
    if (chunk.map) {
      const { debug_id: _, ...members } = JSON.parse(injected.map);
      chunk.map = Object.assign(Object.create(Object.getPrototypeOf(chunk.map)), members);
    }
  }
}

/**
 * The hooks of Rollup, and of those like it, by which IDs come into a build.
 * @template {object} C
 * @template O
 * @param {boolean | undefined} on the option
 * @param {(context: C, output: O) => boolean} isWanted whether it is for this output
 */
export function debugIdHooks(on, isWanted) {
  return {
    augmentChunkHash: () => (on ? IN_HASH : ''),
    generateBundle: {
      // before others take hashes of it
      order: /** @type {const} */ ('pre'),
      /**
       * @this {C}
       * @param {O} output
       * @param {Record<string, any>} bundle
       */
      async handler(output, bundle) {
        if (!on || !isWanted(this, output)) return;
        const { startLookups } = await import('../core/lookups.js');
        injectIntoBundle(await startLookups(), bundle);
      },
    },
  };
}

/**
 * In webpack or one like it, between the writing of maps and the hashing of contents.
 * @param {Lookups} lookups
 * @param {any} compiler
 * @param {any} compilation
 */
export function injectIntoCompilation(lookups, compiler, compilation) {
  const { RawSource } = compiler.webpack.sources;
  for (const { name, source, info } of compilation.getAssets()) {
    const file = name.replace(/\?.*$/, '');
    const related = [info.related?.sourceMap].flat()[0] ?? `${name}.map`;
    const map = SCRIPT.test(file) ? compilation.getAsset(related) : undefined;
    if (!map) continue;
    const injected = injectText(lookups, source.source(), map.source.source());
    if (injected === undefined) continue;
    compilation.updateAsset(name, new RawSource(injected.script));
    compilation.updateAsset(related, new RawSource(injected.map));
  }
}
