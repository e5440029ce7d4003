// `mapship completion`: the scripts, asked by the shells themselves which words there are.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

import { CLEAN, folder, mapship } from './world.js';

/** What is typed, and words that come out, or don't. @type {[typed: string, words: string[], not?: string[]][]} */
const TYPED = [
  ['mapship ', ['check', 'upload', 'init', 'dsyms', 'help'], ['--quiet']],
  ['mapship up', ['upload'], ['check']],
  ['mapship upload --dry', ['--dry-run']],
  ['mapship upload --type el', ['elf_symbol_file'], ['js_sourcemap']],
  ['mapship upload --type elf_symbol_file --arc', ['--arch']],
  ['mapship upload --after-upload ', ['keep', 'delete']],
  ['mapship help map-vlq', ['map-vlq-digit'], ['upload']],
  ['mapship help verif', ['verify']],
  ['mapship dsyms ', ['upload']],
  ['mapship dsyms upload --dry', ['--dry-run']],
  ['mapship init --ci git', ['github', 'gitlab'], ['azure']],
  ['mapship completion ', ['bash', 'zsh', 'fish']],
];

/** @param {string} shell */
const isThere = (shell) => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** @param {string} file of the script @param {string} typed */
const ASK = {
  bash: (/** @type {string} */ file, /** @type {string} */ typed) => {
    const words = typed.split(' ');
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const script = `set -u; source '${file}'; complete -p mapship >/dev/null || exit 1
COMP_WORDS=(${quoted}); COMP_CWORD=${words.length - 1}; _mapship; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  },
  fish: (/** @type {string} */ file, /** @type {string} */ typed) =>
    execFileSync('fish', ['--no-config', '-c', `source '${file}'; complete -C '${typed}'`], {
      encoding: 'utf8',
      env: { ...CLEAN, HOME: path.dirname(file), XDG_CONFIG_HOME: path.dirname(file) },
    }),
  // zsh completes only where somebody types
  zsh: (/** @type {string} */ file, /** @type {string} */ typed) => {
    const script = `zmodload zsh/zpty; zpty z "TERM=dumb COLUMNS=200 zsh -f -i"
zpty -w z "PS1=; unsetopt zle_bracketed_paste; LISTMAX=9999; autoload -U compinit; compinit -u -D; source '${file}'; zstyle ':completion:*' list-prompt ''; zstyle ':completion:*' menu no; bindkey '^T' list-choices; echo re''ady"
zpty -r -m z line '*ready*'
zpty -w -n z $'${typed}\\x14\\t'
for i in {1..20}; do sleep 0.05; while zpty -r -t z line; do print -rn -- "$line"; done; done
zpty -d z`;
    return execFileSync('zsh', ['-f', '-c', script], { encoding: 'utf8' });
  },
};

for (const [shell, ask] of Object.entries(ASK)) {
  test(`${shell} completes commands, flags and their values`, async (t) => {
    if (!isThere(shell)) return t.skip(`there is no ${shell}`);
    const { code, stdout, stderr } = await mapship(['completion', shell]);
    assert.equal(code, 0, stderr);
    const file = path.join(await folder(t, { script: stdout }), 'script');
    // a terminal takes its time
    const typed = shell === 'zsh' ? TYPED.slice(3, 4) : TYPED;
    for (const [text, words, not = []] of typed) {
      // fish says behind a tab what a word is for
      const said = ask(file, text).replace(/\t.*/g, '').split(/\s+/);
      for (const word of words) assert.ok(said.includes(word), `${text}: ${said.join(' ')}`);
      for (const word of not) assert.ok(!said.includes(word), `${text}: ${said.join(' ')}`);
    }
  });
}

test('there are words for every command, and another shell is refused', async () => {
  const { stdout } = await mapship(['completion', 'bash']);
  const help = await mapship(['--help']);
  const commands = Array.from(help.stdout.matchAll(/^ {2}([a-z-]+)(?: |$)/gm), ([, name]) => name);
  assert.ok(commands.length > 15);
  for (const name of commands)
    if (name !== 'mapship') assert.match(stdout, new RegExp(`'${name}'`));
  const end = await mapship(['completion', 'tcsh']);
  assert.equal(end.code, 2);
  assert.match(end.stderr, /knows no shell "tcsh"[\s\S]*bash, zsh, fish/);
});
