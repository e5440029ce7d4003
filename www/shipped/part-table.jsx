/** The parts of an app as a table: the numbers of the picture, and what is to be said of each. */
import { Fragment } from 'preact';

import { bytes, sentence } from '../parts/format.js';
import { Mark } from '../parts/mark.jsx';
import { groupOf, GROUPS, shareOf, sizeOf } from './parts.js';

/** @import { VerifiedFile } from '../../pkg/index.js' */

/**
 * @param {object} props
 * @param {VerifiedFile[]} props.files the largest first
 * @param {string} props.common what their paths begin with
 * @param {number} props.counted the bytes that count
 */
export function PartTable({ files, common, counted }) {
  return (
    <div class="shipped-scroll" tabIndex={0} role="group" aria-label="Parts of the app">
      <table class="shipped-table">
        <thead>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">State</th>
            <th scope="col">Size</th>
            <th scope="col">Share</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <Fragment key={file.path}>
              <Row file={file} common={common} counted={counted} />
              {file.issues.length > 0 && <Findings file={file} />}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** @param {{ file: VerifiedFile, common: string, counted: number }} props */
function Row({ file, common, counted }) {
  const { sign, word } = GROUPS[groupOf(file)];
  const units = sizeOf(file);
  const path = file.path.slice(common.length);
  return (
    <tr>
      <th scope="row">
        <span class="shipped-path">{path}</span>
        {file.sent && <span class="shipped-by"> by {file.sent.file}</span>}
      </th>
      <td class={`shipped-state ${groupOf(file)}`}>
        <span aria-hidden="true">{sign} </span>
        {word}
      </td>
      <td>{bytes(units)}</td>
      <td>{shareOf({ name: path, path, units, file }, counted)}</td>
    </tr>
  );
}

/** @param {{ file: VerifiedFile }} props */
function Findings({ file }) {
  return (
    <tr class="shipped-more">
      <td colSpan={4}>
        {file.issues.map(({ code, severity, message, help }) => (
          <p key={code} class="shipped-finding">
            <Mark severity={severity} />
            <span>
              {sentence(message)}.{help && ` ${sentence(help)}.`}
            </span>
          </p>
        ))}
      </td>
    </tr>
  );
}
