import js from '@eslint/js';
import globals from 'globals';

export default [
  {
    ignores: [
      'target/',
      'pkg/wasm/',
      'pkg/page/',
      'pkg/host/vendor/*.js',
      '**/dist/',
      '**/fixtures/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.js', '**/*.jsx', '**/*.mjs', '**/*.cjs'],
    languageOptions: {
      ecmaVersion: 2025,
      parserOptions: { ecmaFeatures: { jsx: true } },
      globals: { ...globals.nodeBuiltin, ...globals.browser, ...globals.worker },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-console': 'off',
      // control characters are what the escaping code is about
      'no-control-regex': 'off',
      'no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
    },
  },
  { files: ['**/*.cjs'], languageOptions: { globals: globals.node } },
];
