// The declarations against copies that were transcribed independently of them: the API page's table, and what real
// clients send, as the local intake has them.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { types } from 'mapship';

import { CONTRACT } from '../../pkg/intake/contract.js';
import { OBSERVED_EXTRAS, OBSERVED_TYPES } from '../../pkg/intake/observed.js';

/** @import { FieldDeclaration, TypeDeclaration } from 'mapship' */

const declared = new Map((await types()).map((type) => [String(type.name), type]));

/**
 * A declared field in the terms of the transcription.
 * @param {FieldDeclaration} field
 */
function inTermsOfTheContract({ rule, required }) {
  const of = /** @type {any} */ (rule.of ?? {});
  const common = required === 'no' ? {} : { required: true };
  switch (rule.kind) {
    case 'text':
      return {
        type: 'string',
        ...common,
        ...(of.min > 0 ? { min: of.min } : {}),
        ...(of.max === null || of.max === undefined ? {} : { max: of.max }),
      };
    case 'flag':
      return { type: 'boolean', ...common };
    case 'integer':
      return { type: 'int64', ...common, least: 0n };
    case 'oneOf':
      return { type: 'enum', ...common, values: of };
    default:
      // what a pattern lets through is held together in the tests of the limits, on both sides
      return { type: 'string', ...common, pattern: true };
  }
}

/** @param {import('../../pkg/intake/contract.js').Field} field */
function withoutWords({ pattern, patternInWords: _, ...field }) {
  return pattern ? { ...field, pattern: true } : field;
}

/** @param {TypeDeclaration} type @param {'documented' | 'observed'} provenance */
const fieldsOf = (type, provenance) =>
  type.fields.filter((field) => field.provenance === provenance);

test('the documented types are those of the API page, no more and no fewer', () => {
  const documented = [...declared.values()].filter(({ provenance }) => provenance === 'documented');
  assert.deepEqual(documented.map(({ name }) => name).sort(), Object.keys(CONTRACT).sort());
});

for (const [name, { fields, parts }] of Object.entries(CONTRACT)) {
  test(`${name}: fields and parts of the API page`, () => {
    const type = declared.get(name);
    assert.ok(type);
    const { type: itsType, ...others } = fields;
    assert.deepEqual(itsType?.values, [name]);
    assert.deepEqual(
      Object.fromEntries(
        fieldsOf(type, 'documented').map((field) => [field.name, inTermsOfTheContract(field)]),
      ),
      Object.fromEntries(
        Object.entries(others).map(([field, rule]) => [field, withoutWords(rule)]),
      ),
    );
    assert.deepEqual(
      Object.fromEntries(
        type.parts
          .filter(({ provenance }) => provenance === 'documented')
          .map((part) => [part.name, part.required ? 'required' : 'optional']),
      ),
      parts,
    );
  });

  test(`${name}: what only real clients send`, () => {
    const type = declared.get(name);
    assert.ok(type);
    const extras = OBSERVED_EXTRAS[name];
    assert.ok(extras);
    assert.deepEqual(
      fieldsOf(type, 'observed')
        .map((field) => field.name)
        .sort(),
      [...extras.fields].sort(),
    );
    // the Gradle plugin's plain form fields are no files, and mapship does not send them
    const files = extras.parts.filter((part) => !part.startsWith('git_'));
    assert.deepEqual(
      type.parts
        .filter(({ provenance }) => provenance === 'observed')
        .map((part) => part.name)
        .sort(),
      files.sort(),
    );
  });
}

for (const [name, { fields, parts }] of Object.entries(OBSERVED_TYPES)) {
  test(`${name}: known from real clients only`, () => {
    const type = declared.get(name);
    assert.ok(type);
    assert.equal(type.provenance, 'observed');
    assert.deepEqual(
      [...type.fields.map((field) => field.name), 'type'].sort(),
      Object.keys(fields).sort(),
    );
    assert.deepEqual(type.parts.map((part) => part.name).sort(), Object.keys(parts).sort());
  });
}
