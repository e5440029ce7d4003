/** Where in the picture a finding is. */

/** @import { Issue, Look, Position } from '../../pkg/index.js' */

/**
 * A finding that has a place in the picture.
 * @typedef {{ issue: Issue, generated?: Position, source?: number }} Placed
 */

/**
 * @param {Look} look
 * @param {Issue[]} issues
 * @returns {Promise<Placed[]>} all of them; those without a place have neither
 */
export function placeAll(look, issues) {
  return Promise.all(
    issues.map(async (issue) => ({
      issue,
      generated: await generatedOf(look, issue).catch(() => undefined),
      source: sourceOf(issue),
    })),
  );
}

/**
 * @param {Look} look
 * @param {Issue} issue
 * @returns {Promise<Position | undefined>}
 */
async function generatedOf(look, { code, at, args }) {
  const { issue, issueAt } = look.coverage;
  if (issueAt && issue?.code === code && issue.at.offset === at.offset) return issueAt;
  if (at.mapping) {
    const { generatedLine: line, segment } = at.mapping;
    const [from, to] = [
      { line, column: 0 },
      { line: line + 1, column: 0 },
    ];
    // stretches are not all segments, as some cover nothing: it is near this one
    const { spans } = await look.generated(from, to, Math.min(segment + 1, 20_000));
    const span = spans[Math.min(segment, spans.length - 1)];
    return { line, column: span?.column ?? 0 };
  }
  // positions that do not lie in the minified file
  if (code.startsWith('fit-') && typeof args.line === 'number') {
    return { line: args.line, column: typeof args.column === 'number' ? args.column : 0 };
  }
  return undefined;
}

/** @param {Issue} issue @returns {number | undefined} the index of a source */
function sourceOf({ at }) {
  const found = /^\$\.sources(?:Content)?\[(\d+)\]$/.exec(at.path ?? '');
  return found ? Number(found[1]) : undefined;
}
