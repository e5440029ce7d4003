/** The requests of a dry run as a shell script: the same bytes, sent by curl. Pure. */

/** @import { PreparedRequest } from './index.js' */

/** How much is written in one line, in characters. */
const LINE = 4096;

/**
 * @param {PreparedRequest[]} requests whose files are paths or bytes
 * @param {{ version: string, folder: string }} made `folder`: what relative paths are relative to
 * @returns {string}
 */
export function curlScript(requests, { version, folder }) {
  return `${head(version, folder)}${requests.map(one).join('')}${FOOT}`;
}

/**
 * The key is handed to curl by a file descriptor: arguments can be read by every process of a machine.
 * @param {string} version
 * @param {string} folder
 */
function head(version, folder) {
  return `#!/bin/sh
# The requests that mapship ${version} would make: the same bytes, by printf, cat, gzip and curl (7.76 or later).
# The API key is taken from DATADOG_API_KEY or DD_API_KEY.
set -u
cd -- ${quote(folder)} || exit 2
key=\${DATADOG_API_KEY:-\${DD_API_KEY:-}}
if [ -z "$key" ]; then
  echo 'set DATADOG_API_KEY to the API key' >&2
  exit 2
fi
sent=0
failed=0

# is PATH BYTES: whether the file is what it was when this was written
is() {
  [ -r "$1" ] && [ "$(wc -c <"$1")" -eq "$2" ] && return
  echo "not sent: $1 is gone or was changed" >&2
  return 1
}

# post URL HEADER...: the body from standard input
post() {
  url=$1
  shift
  for header; do
    shift
    set -- "$@" --header "$header"
  done
  curl --silent --show-error --fail-with-body --request POST --upload-file - --header 'Expect:' \\
    "$@" --header @/dev/fd/3 "$url" 3<<END
DD-API-KEY: $key
END
}

# note STATUS: of the request before
note() {
  if [ "$1" -eq 0 ]; then sent=$((sent + 1)); else failed=$((failed + 1)); fi
  echo
}
`;
}

const FOOT = `
echo "$sent sent, $failed failed" >&2
[ "$failed" -eq 0 ]
`;

/** @param {PreparedRequest} request */
function one({ url, headers, gzip, body, sizes }) {
  const files = new Set(
    body.flatMap((piece) => {
      if (typeof piece === 'string') return [piece];
      return 'path' in piece ? [piece.path] : [];
    }),
  );
  const checks = [...files].map((path) => `is ${quote(path)} ${sizes[path] ?? 0} && `).join('');
  const pieces = body.map((piece) => {
    if (typeof piece === 'string') return `  cat <${quote(piece)}\n`;
    if ('path' in piece) {
      const { path, start, length } = piece;
      return `  tail -c +${start + 1} <${quote(path)} | head -c ${length}\n`;
    }
    return print(/** @type {Uint8Array} */ (piece));
  });
  const given = Object.entries(headers).map(([name, value]) => quote(`${name}: ${value}`));
  return `
${checks}{
${pieces.join('')}} | ${gzip ? 'gzip -c | ' : ''}post ${quote(url)} \\
  ${given.join(' \\\n  ')}
note $?
`;
}

/**
 * Bytes as what printf makes them of.
 * @param {Uint8Array} bytes
 */
function print(bytes) {
  let text = '';
  let line = '';
  const end = () => {
    if (line !== '') text += `  printf %b '${line}'\n`;
    line = '';
  };
  for (const byte of bytes) {
    line += escape(byte);
    if (line.length >= LINE) end();
  }
  end();
  return text;
}

/** @param {number} byte */
function escape(byte) {
  const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c;
  return isPlain ? String.fromCharCode(byte) : `\\0${byte.toString(8).padStart(3, '0')}`;
}

/** One word for the shell, whatever is in it. @param {string} text */
function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
