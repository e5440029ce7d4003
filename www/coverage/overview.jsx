/** How much of the generated file each source makes up: as areas, and as a table. */
import { useMemo, useState } from 'preact/hooks';

import { SourceTable } from './source-table.jsx';
import { Treemap } from './treemap.jsx';
import { folderAt, treeOf } from './tree.js';

/** @import { Store } from './store.js' */
/** @import { Placed } from './where.js' */

/** @param {{ store: Store, placed: Placed[] }} props */
export function Overview({ store, placed }) {
  const { coverage } = store.look;
  const tree = useMemo(() => treeOf(coverage), [coverage]);
  const [path, setPath] = useState('');
  const [isTable, setTable] = useState(false);
  const folder = folderAt(tree, path) ?? tree;
  const marked = new Set(placed.flatMap(({ source }) => source ?? []));
  return (
    <div class="look-overview">
      <div class="look-bar">
        <Trail path={path} name={folder.name} onOpen={setPath} />
        <button
          type="button"
          class="button"
          aria-pressed={isTable}
          onClick={() => setTable(!isTable)}
        >
          As a table
        </button>
      </div>
      {isTable ? (
        <SourceTable
          coverage={coverage}
          path={path}
          marked={marked}
          onOpen={(it) => void store.openSource(it)}
        />
      ) : (
        <Treemap
          key={path}
          tree={folder}
          units={coverage.units}
          marked={marked}
          onOpen={(it) => void store.openSource(it)}
          onFolder={setPath}
        />
      )}
    </div>
  );
}

/** Which folder is looked at, and the way out. @param {{ path: string, name: string, onOpen: (path: string) => void }} props */
function Trail({ path, name, onOpen }) {
  if (path === '') return <p class="look-trail">All sources</p>;
  return (
    <p class="look-trail">
      <button type="button" class="link" onClick={() => onOpen('')}>
        All sources
      </button>
      <span aria-hidden="true"> › </span>
      <span>{name}</span>
    </p>
  );
}
