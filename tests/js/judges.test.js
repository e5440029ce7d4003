// A judge that is missing is a failure in CI, and passed over by name elsewhere.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

const JUDGES = new URL('judges.js', import.meta.url).href;

/** @param {string | undefined} CI @param {boolean} isThere */
function told(CI, isThere) {
  const script = `import { unlessThere } from ${JSON.stringify(JUDGES)};
    try { console.log(unlessThere(${isThere}, 'curl')); } catch (error) { console.log(error.message); }`;
  const { CI: _, ...others } = process.env;
  const env = CI === undefined ? others : { ...others, CI };
  const args = ['--input-type=module', '--eval', script];
  return execFileSync(process.execPath, args, { env, encoding: 'utf8' }).trim();
}

test('a judge that is missing fails in CI, and is named elsewhere', () => {
  for (const CI of ['true', '1', 'woodpecker']) {
    assert.match(told(CI, false), /^there is no curl, and a test needs it/, CI);
    assert.equal(told(CI, true), 'false');
  }
  for (const CI of [undefined, '', '0', 'false']) {
    assert.equal(told(CI, false), 'there is no curl', CI);
    assert.equal(told(CI, true), 'false');
  }
});
