import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { freshIntake, post, upload } from './intake-client.js';
import { filesOf, GUID, SHA, TYPES } from './intake-types.js';

const INT64 = 'Field pdb_age must be an integer from 0 to 9223372036854775807, got';

/**
 * One row per rule: the value at the limit, the one past it, and what the reply says about that.
 * A value given as `raw` is put into the JSON text as it is.
 * @type {[type: string, field: string, good: unknown[], bad: [value: unknown, sentence: string][]][]}
 */
const LIMITS = [
  ...['service', 'version'].flatMap((field) =>
    ['js_sourcemap', 'react_native_sourcemap', 'jvm_mapping_file', 'flutter_symbol_file'].map(
      (type) => named(type, field),
    ),
  ),
  named('react_native_sourcemap', 'bundle_name'),
  named('flutter_symbol_file', 'variant'),
  named('flutter_symbol_file', 'arch'),
  named('flutter_symbol_file', 'platform'),
  named('ndk_symbol_file', 'arch'),
  named('ndk_symbol_file', 'build_id'),
  named('il2cpp_mapping_file', 'build_id'),
  named('pe_symbol_file', 'arch'),
  [
    'js_sourcemap',
    'minified_url',
    ['a', 'a'.repeat(2048)],
    [
      ['', 'Field minified_url must have 1 to 2048 characters, got 0'],
      ['a'.repeat(2049), 'Field minified_url must have 1 to 2048 characters, got 2049'],
    ],
  ],
  [
    'ios_symbols',
    'uuids',
    ['a', 'a'.repeat(100_000)],
    [['', 'Field uuids must have at least 1 character, got 0']],
  ],
  ...[
    'js_sourcemap',
    'react_native_sourcemap',
    'flutter_symbol_file',
    'elf_symbol_file',
    'pe_symbol_file',
    'repository',
  ].map((type) => atMost(type, 'cli_version', 50)),
  atMost('js_sourcemap', 'git_repository_url', 2048),
  atMost('repository', 'git_repository_url', 2048),
  atMost('js_sourcemap', 'project_path', 500),
  atMost('react_native_sourcemap', 'project_path', 500),
  atMost('react_native_sourcemap', 'build_number', 200),
  atMost('react_native_sourcemap', 'bundle_version', 200),
  atMost('jvm_mapping_file', 'variant', 200),
  ...['ndk_symbol_file', 'elf_symbol_file', 'pe_symbol_file'].map((type) =>
    atMost(type, 'filename', 500),
  ),
  ...['arch', 'origin', 'origin_version', 'symbol_source'].map((field) =>
    atMost('elf_symbol_file', field, 200),
  ),
  ...['origin', 'origin_version'].map((field) => atMost('pe_symbol_file', field, 200)),
  ...['js_sourcemap', 'repository'].map((type) => sha(type)),
  ...['js_sourcemap', 'jvm_mapping_file', 'elf_symbol_file', 'pe_symbol_file'].map((type) =>
    flag(type),
  ),
  [
    'react_native_sourcemap',
    'platform',
    ['ios', 'android'],
    [
      ['iOS', 'Field platform must be one of android, ios; got "iOS"'],
      ['', 'Field platform must be one of android, ios; got ""'],
      [1, 'Field platform must be one of android, ios; got the number 1'],
    ],
  ],
  [
    'react_native_sourcemap',
    'debug_id',
    ['', 'x'.repeat(9999)],
    [[null, 'Field debug_id must be a string, got null']],
  ],
  [
    'jvm_mapping_file',
    'build_id',
    ['', 'x'.repeat(9999)],
    [[{}, 'Field build_id must be a string, got an object']],
  ],
  [
    'elf_symbol_file',
    'go_build_id',
    ['', 'redacted', 'tUhr/8beX'],
    [[[], 'Field go_build_id must be a string, got a list']],
  ],
  [
    'elf_symbol_file',
    'file_hash',
    ['', 'aB'.repeat(16)],
    [
      [
        'a'.repeat(31),
        `Field file_hash must be 32 hex characters, or empty, got "${'a'.repeat(31)}"`,
      ],
      [
        'a'.repeat(33),
        `Field file_hash must be 32 hex characters, or empty, got "${'a'.repeat(33)}"`,
      ],
      [
        'g'.repeat(32),
        `Field file_hash must be 32 hex characters, or empty, got "${'g'.repeat(32)}"`,
      ],
    ],
  ],
  [
    'elf_symbol_file',
    'gnu_build_id',
    ['', 'a'.repeat(16), 'A'.repeat(64)],
    [
      [
        'a'.repeat(15),
        `Field gnu_build_id must be 16 or more hex characters, or empty, got "${'a'.repeat(15)}"`,
      ],
      [
        'x'.repeat(16),
        `Field gnu_build_id must be 16 or more hex characters, or empty, got "${'x'.repeat(16)}"`,
      ],
    ],
  ],
  [
    'pe_symbol_file',
    'pdb_age',
    [0, 4294967295, raw('9007199254740993'), raw('9223372036854775807'), raw('-0')],
    [
      [-1, `${INT64} -1`],
      // The next two are the same double as the greatest int64: only the digits tell them apart.
      [raw('9223372036854775808'), `${INT64} 9223372036854775808`],
      [raw('9223372036854775809'), `${INT64} 9223372036854775809`],
      [raw(`1${'0'.repeat(30)}`), `${INT64} 1${'0'.repeat(30)}`],
      ['1', 'Field pdb_age must be an integer, got the string "1"'],
      [true, 'Field pdb_age must be an integer, got true'],
      [
        raw('1.0'),
        'Field pdb_age must be an integer written without a fraction or an exponent, got 1.0',
      ],
      [
        raw('1e3'),
        'Field pdb_age must be an integer written without a fraction or an exponent, got 1e3',
      ],
    ],
  ],
  [
    'pe_symbol_file',
    'pdb_sig',
    [GUID, GUID.toLowerCase(), GUID.replaceAll('-', '')],
    [
      ['', 'Field pdb_sig must be a GUID such as 3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5C, got ""'],
      [
        `{${GUID}}`,
        `Field pdb_sig must be a GUID such as 3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5C, got "{${GUID}}"`,
      ],
      [
        GUID.slice(1),
        `Field pdb_sig must be a GUID such as 3E3A3E3A-1C05-4E67-B9B7-99D781E5FB5C, got "${GUID.slice(1)}"`,
      ],
    ],
  ],
];

/** @param {string} json */
function raw(json) {
  return { raw: json };
}

/** @param {string} type @param {string} field @returns {(typeof LIMITS)[number]} */
function named(type, field) {
  // 200 characters outside the basic plane are 400 UTF-16 units: it is characters that are counted.
  return [
    type,
    field,
    ['a', 'a'.repeat(200), '🚢'.repeat(200)],
    [
      ['', `Field ${field} must have 1 to 200 characters, got 0`],
      ['🚢'.repeat(201), `Field ${field} must have 1 to 200 characters, got 201`],
      [7, `Field ${field} must be a string, got the number 7`],
      [null, `Field ${field} must be a string, got null`],
    ],
  ];
}

/** @param {string} type @param {string} field @param {number} most @returns {(typeof LIMITS)[number]} */
function atMost(type, field, most) {
  return [
    type,
    field,
    ['', 'é'.repeat(most)],
    [
      [
        'a'.repeat(most + 1),
        `Field ${field} must have at most ${most} characters, got ${most + 1}`,
      ],
      [false, `Field ${field} must be a string, got false`],
    ],
  ];
}

/** @param {string} type @returns {(typeof LIMITS)[number]} */
function sha(type) {
  const words = 'Field git_commit_sha must be 40 lowercase hex characters, got';
  return [
    type,
    'git_commit_sha',
    [SHA],
    [
      [SHA.toUpperCase(), `${words} "${SHA.toUpperCase()}"`],
      [SHA.slice(1), `${words} "${SHA.slice(1)}"`],
      [`${SHA}0`, `${words} "${SHA}0"`],
      [`${SHA}\n`, `${words} "${SHA}\\n"`],
      ['', `${words} ""`],
    ],
  ];
}

/** @param {string} type @returns {(typeof LIMITS)[number]} */
function flag(type) {
  return [
    type,
    'overwrite',
    [true, false],
    [
      ['true', 'Field overwrite must be true or false, got the string "true"'],
      [0, 'Field overwrite must be true or false, got the number 0'],
    ],
  ];
}

/** @param {string} type @param {string} field @param {any} value */
function eventText(type, field, value) {
  const json = JSON.stringify({
    type,
    ...TYPES[type].least,
    [field]: '<here>',
  });
  return json.replace('"<here>"', () => value?.raw ?? JSON.stringify(value));
}

describe('each documented limit', () => {
  for (const type of Object.keys(TYPES)) {
    it(`${type}: holds at the limit, and not past it`, async (t) => {
      const intake = await freshIntake(t);
      const files = filesOf(TYPES[type].parts);
      const rules = LIMITS.filter(([owner]) => owner === type);
      // Every field but `type` has a row of its own.
      const { least, rest } = TYPES[type];
      const fields = Object.keys({ ...least, ...rest });
      assert.deepEqual(rules.map(([, field]) => field).sort(), fields.sort());
      for (const [, field, good, bad] of rules) {
        for (const value of good) {
          const { status, text } = await post(intake, upload(eventText(type, field, value), files));
          assert.equal(status, 202, `${field} = ${JSON.stringify(value)}: ${text}`);
        }
        for (const [value, sentence] of bad) {
          const { status, json } = await post(intake, upload(eventText(type, field, value), files));
          assert.equal(status, 400, `${field} = ${JSON.stringify(value)}`);
          assert.deepEqual(json.errors, [sentence]);
        }
      }
    });
  }
});
