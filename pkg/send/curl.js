/**
 * The requests of a dry run as a shell script: the same bytes, sent by curl. Pure.
 *
 * Nothing from outside is a pattern to curl, a command to the shell, or a command to the terminal: names are quoted in bytes
 * that any terminal may show, and what is said of them or by the server is printed without control characters.
 */
import { INVISIBLE, safe } from '../text/safe.js';

/** @import { PreparedRequest } from '../index.js' */

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
nl=$(printf '\\n.')
nl=\${nl%.}
cd -- ${quote(folder)} 2>/dev/null || {
  printf '%s\\n' ${quote(safe(`${folder} is gone, or may not be entered`))} >&2
  exit 2
}
key=\${DATADOG_API_KEY:-\${DD_API_KEY:-}}
if [ -z "$key" ]; then
  printf '%s\\n' 'set DATADOG_API_KEY to the API key' >&2
  exit 2
fi
sent=0
failed=0

# is PATH BYTES [NAME]: whether the file is what it was when this was written; NAME is how it is called if not
is() {
  [ -f "$1" ] && [ -r "$1" ] && [ "$(wc -c <"$1")" -eq "$2" ] && return
  printf 'not sent: %s is gone or was changed\\n' "\${3-$1}" >&2
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
  reply=$(
    curl --silent --show-error --fail-with-body --globoff --request POST --upload-file - \\
      --header 'Expect:' "$@" --header @/dev/fd/3 "$url" 3<<END 2>&1
DD-API-KEY: $key
END
  )
  status=$?
  case $reply in *"$key"*) reply='the reply repeats the API key: it is not shown' ;; esac
  # letters, digits and signs only, and nothing that a CI system takes for a command
  printf '%s\\n' "$reply" | LC_ALL=C tr -c '\\n -~' '?' | sed 's/::/: :/g; s/##/# #/g'
  return "$status"
}

# note STATUS: of the request before
note() {
  if [ "$1" -eq 0 ]; then sent=$((sent + 1)); else failed=$((failed + 1)); fi
}
`;
}

const FOOT = `
printf '%s sent, %s failed\\n' "$sent" "$failed" >&2
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
  const checks = [...files].map((path) => `is ${named(path, sizes[path] ?? 0)} && `).join('');
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

/**
 * A file as `is` takes it, with a name that can be printed where its own can't.
 * @param {string} path
 * @param {number} size in bytes
 */
function named(path, size) {
  const name = safe(path);
  return `${quote(path)} ${size}${name === path ? '' : ` ${quote(name)}`}`;
}

/**
 * One word for the shell, whatever is in it. Characters that terminals obey are made by printf; a line end is in `nl`, as the
 * shell cuts it off what a command prints.
 * @param {string} text
 */
function quote(text) {
  const word = text.replaceAll("'", `'\\''`).replaceAll('\n', `'"$nl"'`);
  return `'${word.replace(INVISIBLE, (some) => `'"$(printf %b '${octal(some)}')"'`)}'`;
}

/** @param {string} text */
function octal(text) {
  return [...new TextEncoder().encode(text)].map(escape).join('');
}
