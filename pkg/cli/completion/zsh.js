/** The completion of zsh: a function with the tables in it, which also says what each flag is for. */

/** @import { Level } from './table.js' */

/** @param {Level[]} levels */
export function zsh(levels) {
  const below = levels.filter(({ path }) => path !== '');
  const valued = levels.flatMap(({ path, flags }) =>
    flags.filter(({ takesValue }) => takesValue).map((flag) => ({ path, ...flag })),
  );
  const files = valued.filter(({ values }) => values.length === 0);
  const described = (/** @type {{ name: string, about: string }[]} */ entries) =>
    entries.map(({ name, about }) => quoted(`${name}:${about.replaceAll(':', '\\:')}`)).join(' ');
  return `#compdef mapship
# The completion of mapship for zsh: source <(mapship completion zsh), behind compinit
_mapship() {
  local at= word
  local -i i
  local -a list
  for ((i = 2; i < CURRENT; i++)); do
    word="$at\${at:+ }\${words[i]}"
    case $word in
      ${below.map(({ path }) => `(${quoted(path)})`).join(' at=$word ;;\n      ')} at=$word ;;
    esac
  done
  # the value of a flag
  case "$at \${words[CURRENT-1]}" in
${valued
  .filter(({ values }) => values.length > 0)
  .map(
    ({ path, name, values }) =>
      `    (${quoted(`${path} ${name}`)}) compadd -- ${values.join(' ')}; return ;;`,
  )
  .join('\n')}
${files.map(({ path, name }) => `    (${quoted(`${path} ${name}`)}) _files; return ;;`).join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then
    case $at in
${levels.map(({ path, flags }) => `      (${quoted(path)}) list=(${described(flags)}) ;;`).join('\n')}
    esac
    _describe -o flag list
    return
  fi
  case $at in
${levels
  .map(({ path, commands, words, takesFiles }) => {
    if (words.length > 0) return `    (${quoted(path)}) compadd -- ${words.join(' ')} ;;`;
    if (commands.length > 0)
      return `    (${quoted(path)}) list=(${described(commands)}); _describe command list ;;`;
    return takesFiles ? `    (${quoted(path)}) _files ;;` : '';
  })
  .filter(Boolean)
  .join('\n')}
  esac
}
if [[ $funcstack[1] == _mapship ]]; then _mapship "$@"; else compdef _mapship mapship; fi
`;
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
