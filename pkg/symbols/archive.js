/** The archives of dSYMs that Datadog takes: one for each UUID, as its own client makes them. */
import { openFile } from '#host';

/** @import { Core, Slice } from '../core-types.js' */
/** @import { FileInput, OpenFile, Piece, Stamp } from '../host-types.js' */

/**
 * A file of a bundle: all of a file, or a range of an archive.
 * @typedef {object} Member
 * @property {string} name with the bundle's path in front
 * @property {FileInput} file
 * @property {number} start in bytes
 * @property {number} length in bytes
 * @property {Stamp} [stamp]
 * @property {Slice[]} [slices] of an object file
 * @property {{ compression: number, crc: number, size: number }} [packed] how, where the range is of packed bytes; CRC-32 and length of
 *   what they unpack to
 */

/**
 * A bundle, such as `Shop.app.dSYM`.
 * @typedef {{ path: string, members: Member[] }} Bundle
 */

/** Where in a bundle its object files are. */
const OBJECTS = '.dSYM/Contents/Resources/DWARF/';

/**
 * The bundle that a path is in, and whether it is the path of an object file.
 * @param {string} name
 */
export function bundleOf(name) {
  const end = name.indexOf('.dSYM/');
  if (end < 0) return undefined;
  const at = name.indexOf(OBJECTS);
  const object = at === end ? name.slice(at + OBJECTS.length) : '';
  // what macOS' own archiver puts beside a file, for its attributes
  const isObject = object !== '' && !object.includes('/') && !object.startsWith('._');
  return { bundle: name.slice(0, end + '.dSYM'.length), isObject, object };
}

/**
 * The archives of a bundle: itself where one UUID is in it, else one made for each.
 * @param {Core} core
 * @param {Bundle} bundle
 * @returns {Promise<{ uuid: string, name: string, member: Member, pieces: Piece[] }[]>} `member`: the object file
 */
export async function archivesOf(core, { path, members }) {
  const slices = members.flatMap((member) =>
    (member.slices ?? []).flatMap((slice) => {
      const { uuid } = slice;
      return uuid === undefined ? [] : [{ member, slice, uuid }];
    }),
  );
  const [only] = slices;
  if (slices.length === 1 && only !== undefined) {
    const top = path.slice(0, path.lastIndexOf('/') + 1);
    const named = members.map((member) => ({ ...member, name: member.name.slice(top.length) }));
    const { uuid, member } = only;
    return [{ uuid, member, name: `${uuid}.zip`, pieces: await zip(core, named) }];
  }
  const plist = members.find(({ name }) => name === `${path}/Contents/Info.plist`);
  const archives = [];
  for (const { member, slice, uuid } of slices) {
    const object = member.name.slice(member.name.lastIndexOf('/') + 1);
    const own = [
      ...(plist ? [{ ...plist, name: `${uuid}.dSYM/Contents/Info.plist` }] : []),
      {
        ...member,
        name: `${uuid}${OBJECTS}${object}`,
        // what is still packed has one slice only
        ...(member.packed === undefined && {
          start: member.start + slice.offset,
          length: slice.size,
        }),
      },
    ];
    archives.push({ uuid, member, name: `${uuid}.zip`, pieces: await zip(core, own) });
  }
  return archives;
}

/**
 * @param {Core} core
 * @param {Member[]} members
 * @returns {Promise<Piece[]>}
 */
async function zip(core, members) {
  /** @type {OpenFile[]} */
  const open = [];
  try {
    /** @type {(Parameters<Core['writeZip']>[0][0] & { member?: Member })[]} */
    const entries = foldersOf(members).map((name) => ({ name }));
    for (const member of members) {
      const source = await openFile(member.file);
      open.push(source);
      const { name, start, length, packed } = member;
      const own = { stamp: source.stamp, ...member };
      entries.push({ name, source, start, length, ...packed, member: own });
    }
    return core.writeZip(entries).segments.map((segment) => {
      if (segment instanceof Uint8Array) return segment;
      const member = entries[segment.file]?.member;
      const { file, stamp } = /** @type {Member} */ (member);
      return { file, stamp, start: segment.start, length: segment.length };
    });
  } finally {
    for (const source of open) source.close();
  }
}

/**
 * The folders that files are in, each once, those above first.
 * @param {Member[]} members
 */
function foldersOf(members) {
  const folders = new Set();
  for (const { name } of members) {
    for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      folders.add(name.slice(0, at + 1));
    }
  }
  return [...folders].sort();
}
