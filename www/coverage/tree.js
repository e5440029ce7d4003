/** The sources of a map as a tree of folders, laid out by how much of the file they make up. Pure. */
import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';

/** @import { MapCoverage, SourceCoverage } from '../../pkg/index.js' */
/** @import { HierarchyRectangularNode } from 'd3-hierarchy' */

/**
 * A folder, a source, or what belongs to none.
 * @typedef {object} Node
 * @property {string} name of it, in its folder
 * @property {string} path
 * @property {number} [units] of what has no children
 * @property {SourceCoverage} [source]
 * @property {'unmapped' | 'sourceless' | 'unread' | 'others'} [kind] what belongs to no source that is told of
 * @property {Node[]} [children]
 */

/** @typedef {HierarchyRectangularNode<Node>} Box */

/** How high the name of a folder is, in px. */
const HEAD = 18;

/** What belongs to no source, in words. */
export const KINDS = {
  unmapped: 'Not mapped',
  sourceless: 'From no source',
  unread: 'Not read: the map is broken before it',
  others: 'Smaller sources',
};

/**
 * @param {MapCoverage} coverage
 * @returns {Node}
 */
export function treeOf(coverage) {
  /** @type {Node & { children: Node[] }} */
  const root = { name: 'All', path: '', children: [] };
  /** @type {Map<string, Node & { children: Node[] }>} */
  const folders = new Map([['', root]]);
  for (const source of coverage.sources) {
    if (source.units === 0) continue;
    const segments = segmentsOf(source);
    const name = segments.pop() ?? '';
    let folder = root;
    let path = '';
    for (const segment of segments) {
      path += `${segment}/`;
      let next = folders.get(path);
      if (next === undefined) {
        next = { name: segment, path, children: [] };
        folders.set(path, next);
        folder.children.push(next);
      }
      folder = next;
    }
    folder.children.push({ name, path: path + name, units: source.units, source });
  }
  const { others, unmapped, sourceless, unread } = coverage;
  const rest = { unmapped, sourceless, unread, others: others.units };
  for (const [kind, units] of Object.entries(rest)) {
    const known = /** @type {keyof typeof KINDS} */ (kind);
    if (units > 0) root.children.push({ name: KINDS[known], path: '', units, kind: known });
  }
  return shortened(root);
}

/** What a source is called. @param {{ index: number, name?: string }} source */
export const nameOf = ({ index, name }) => name ?? `source ${index}, without a name`;

/** Where a source is in the tree. @param {SourceCoverage} source */
export const pathOf = (source) => segmentsOf(source).join('/');

/** @param {SourceCoverage} source @returns {string[]} */
function segmentsOf(source) {
  // what is before the path is one folder: `webpack://app`
  const [, origin = '', path = ''] =
    /^([a-z][\w+.-]*:\/\/[^/]*)?(.*)$/is.exec(nameOf(source)) ?? [];
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
  return origin === '' ? segments : [origin, ...segments];
}

/**
 * Folders that hold nothing but one folder become one with it.
 * @param {Node} node
 * @returns {Node}
 */
function shortened(node) {
  if (!node.children) return node;
  const children = node.children.map(shortened);
  const [only] = children;
  if (node.path !== '' && children.length === 1 && only?.children) {
    return { ...only, name: `${node.name}/${only.name}` };
  }
  return { ...node, children };
}

/**
 * @param {Node} tree
 * @param {number} width in px
 * @param {number} height in px
 * @returns {Box}
 */
export function layOut(tree, width, height) {
  const root = hierarchy(tree)
    .sum(({ units = 0 }) => units)
    .sort((one, other) => (other.value ?? 0) - (one.value ?? 0));
  const squares = treemap().tile(treemapSquarify).size([width, height]).round(true);
  return /** @type {Box} */ (
    squares
      .paddingInner(1)
      .paddingOuter(2)
      .paddingTop((box) => (isRoomy(box) ? HEAD : 2))(/** @type {any} */ (root))
  );
}

/** Whether there is room for a folder's name. @param {{ x0: number, x1: number, y0: number, y1: number, depth: number }} box */
export function isRoomy({ x0, x1, y0, y1, depth }) {
  return depth > 0 && x1 - x0 > 48 && y1 - y0 > 40;
}

/**
 * The folder at a path, to be looked at alone.
 * @param {Node} tree
 * @param {string} path
 * @returns {Node | undefined}
 */
export function folderAt(tree, path) {
  if (path === '') return tree;
  for (const child of tree.children ?? []) {
    if (child.children && child.path === path) return child;
    if (child.children && path.startsWith(child.path)) return folderAt(child, path);
  }
  return undefined;
}
