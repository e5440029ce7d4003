/** What is wrong with a bill of materials. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';

import { Validation } from '@cyclonedx/cyclonedx-library';

const ROOT = new URL('../../', import.meta.url);

/** What the notices name: packages, crates and libraries, with their versions and places. */
export async function noticed() {
  const text = await readFile(new URL('pkg/docs/THIRD-PARTY-NOTICES.md', ROOT), 'utf8');
  const rows = text.matchAll(/^\| ([^|]+) \| ([\d.][^|]*) \| ([^|]+) \| ([^|]+) \|$/gm);
  return Array.from(rows, ([, name = '', version = '', licence = '', places = '']) => ({
    name,
    version,
    licence,
    places: places.split(', ').map((place) => place.slice(1, -1)),
  }));
}

/**
 * @param {string} text CycloneDX, JSON.
 * @param {{ everything: boolean }} what Whether the crates have to be in it too.
 * @returns {Promise<string[]>}
 */
export async function problemsOf(text, { everything }) {
  const bill = JSON.parse(text);
  const validator = new Validation.JsonStrictValidator(
    /** @type {import('@cyclonedx/cyclonedx-library').Spec.Version} */ (bill.specVersion),
  );
  const invalid = await validator.validate(text);
  const problems =
    invalid === null ? [] : [`not CycloneDX: ${JSON.stringify(invalid).slice(0, 2000)}`];
  for (const place of [fileURLToPath(ROOT).replace(/[/\\]$/, ''), homedir()]) {
    if (text.includes(place)) problems.push(`it names ${place}, a folder of this machine`);
  }
  /** @type {{ name: string, version: string, group?: string, scope?: string, purl?: string }[]} */
  const components = bill.components;
  const listed = components
    .filter(({ scope }) => scope !== 'excluded')
    .map(({ group, name, version }) => `${group ? `${group}/` : ''}${name}@${version}`);
  for (const { name, version, places } of await noticed()) {
    const isCrate = places.every((place) => place.startsWith('wasm/'));
    if (name.startsWith('Rust’s') || name.startsWith("Rust's") || (isCrate && !everything))
      continue;
    if (!listed.includes(`${name}@${version}`)) problems.push(`${name} ${version} is not in it`);
  }
  return problems;
}
