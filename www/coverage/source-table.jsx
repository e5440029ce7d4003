/** The sources as a table, for those who would rather read than look. */
import { useState } from 'preact/hooks';

import { bytes, number } from '../parts/format.js';
import { Mark } from '../parts/mark.jsx';
import { KINDS, nameOf, pathOf } from './tree.js';

/** @import { MapCoverage, SourceCoverage } from '../../pkg/index.js' */

/** How many rows are added at a time. */
const ROWS = 200;

/**
 * @param {object} props
 * @param {MapCoverage} props.coverage
 * @param {string} props.path the folder that is looked at
 * @param {Set<number>} props.marked sources with findings
 * @param {(index: number) => void} props.onOpen
 */
export function SourceTable({ coverage, path, marked, onOpen }) {
  const [rows, setRows] = useState(ROWS);
  const { units, unmapped, sourceless, unread, others } = coverage;
  const inFolder = coverage.sources.filter((source) => pathOf(source).startsWith(path));
  const rest = path === '' ? { unmapped, sourceless, unread, others: others.units } : {};
  const share = (/** @type {number} */ part) =>
    units > 0 ? `${((part * 100) / units).toFixed(2)} %` : '';
  return (
    <div class="look-table-scroll" tabIndex={0} role="group" aria-label="Sources by size">
      <table class="look-table">
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">Characters</th>
            <th scope="col">Share</th>
            <th scope="col">Segments</th>
            <th scope="col">Content</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(rest)
            .filter(([, part]) => part > 0)
            .map(([kind, part]) => (
              <tr key={kind}>
                <th scope="row">{KINDS[/** @type {keyof typeof KINDS} */ (kind)]}</th>
                <td>{number(part)}</td>
                <td>{share(part)}</td>
                <td />
                <td />
              </tr>
            ))}
          {inFolder.slice(0, rows).map((source) => (
            <Row
              key={source.index}
              source={source}
              share={share(source.units)}
              isMarked={marked.has(source.index)}
              onOpen={onOpen}
            />
          ))}
        </tbody>
      </table>
      {rows < inFolder.length && (
        <button type="button" class="link" onClick={() => setRows(rows + ROWS)}>
          Show {Math.min(ROWS, inFolder.length - rows)} more of {number(inFolder.length)}
        </button>
      )}
    </div>
  );
}

/** @param {{ source: SourceCoverage, share: string, isMarked: boolean, onOpen: (index: number) => void }} props */
function Row({ source, share, isMarked, onOpen }) {
  const { index, units, segments, contentBytes, ignored } = source;
  return (
    <tr>
      <th scope="row">
        <button type="button" class="link look-table-name" onClick={() => onOpen(index)}>
          {nameOf(source)}
        </button>
        {isMarked && <Mark severity="warning" label="has a finding" />}
        {ignored && <span class="look-dim"> (ignored by debuggers)</span>}
      </th>
      <td>{number(units)}</td>
      <td>{share}</td>
      <td>{number(segments)}</td>
      <td>{contentBytes === undefined ? 'none' : bytes(contentBytes)}</td>
    </tr>
  );
}
