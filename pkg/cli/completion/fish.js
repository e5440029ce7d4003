/** The completion of fish: a rule for each word. */

/** @import { Level } from './table.js' */

/** @param {Level[]} levels */
export function fish(levels) {
  const below = levels.filter(({ path }) => path !== '');
  const rules = levels.flatMap(({ path, commands, flags, words, takesFiles }) => {
    const when = `complete -c mapship -n ${quoted(`__mapship_at ${quoted(path)}`)}`;
    return [
      ...(takesFiles ? [] : [`${when} -f`]),
      ...commands.map(({ name, about }) => `${when} -a ${name} -d ${quoted(about)}`),
      ...(words.length > 0 ? [`${when} -a ${quoted(words.join(' '))}`] : []),
      ...flags.map(({ name, about, takesValue, values }) => {
        const value =
          values.length > 0 ? ` -xa ${quoted(values.join(' '))}` : takesValue ? ' -rF' : '';
        return `${when} -l ${name.replace(/^--/, '')} -d ${quoted(about)}${value}`;
      }),
    ];
  });
  return `# The completion of mapship for fish: mapship completion fish > ~/.config/fish/completions/mapship.fish
function __mapship_at
    set -l at
    for word in (commandline -opc)[2..-1]
        switch (string join -- ' ' $at $word)
            case ${below.map(({ path }) => quoted(path)).join(' ')}
                set at $at $word
        end
    end
    test "$at" = "$argv[1]"
end
${rules.join('\n')}
`;
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}
