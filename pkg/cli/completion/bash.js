/** The completion of bash: a function with the tables in it. */

/** @import { Level } from './table.js' */

/** @param {Level[]} levels */
export function bash(levels) {
  const of = (/** @type {(level: Level) => string} */ list) =>
    levels.map((level) => [level.path, list(level)]).filter(([, words]) => words !== '');
  const lines = (/** @type {string[][]} */ rows) =>
    rows.map(([path, words]) => `    '${path}') words='${words}' ;;`).join('\n');
  const below = levels.filter(({ path }) => path !== '');
  const valued = levels.flatMap(({ path, flags }) =>
    flags.filter(({ takesValue }) => takesValue).map((flag) => ({ path, ...flag })),
  );
  const files = valued.filter(({ values }) => values.length === 0);
  return `# The completion of mapship for bash: source <(mapship completion bash)
_mapship() {
  local at= words= word i cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="$at\${at:+ }\${COMP_WORDS[i]}"
    case $word in
      ${below.map(({ path }) => `'${path}'`).join(' | ')}) at=$word ;;
    esac
  done
  # the value of a flag
  case "$at $prev" in
${valued
  .filter(({ values }) => values.length > 0)
  .map(
    ({ path, name, values }) =>
      `    '${path} ${name}') COMPREPLY=($(compgen -W '${values.join(' ')}' -- "$cur")); return ;;`,
  )
  .join('\n')}
${files.length === 0 ? '' : `    ${files.map(({ path, name }) => `'${path} ${name}'`).join(' | ')}) compopt -o default 2>/dev/null; return ;;`}
  esac
  if [[ $cur == -* ]]; then
    case $at in
${lines(of(({ flags }) => flags.map(({ name }) => name).join(' ')))}
    esac
  else
    case $at in
${lines(of(({ commands, words }) => [...commands.map(({ name }) => name), ...words].join(' ')))}
${levels
  .filter(({ takesFiles }) => takesFiles)
  .map(({ path }) => `      '${path}') compopt -o default 2>/dev/null; return ;;`)
  .join('\n')}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -F _mapship mapship
`;
}
