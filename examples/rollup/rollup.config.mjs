import { mapship } from 'mapship/rollup';

/** @type {import('rollup').RollupOptions} */
export default {
  input: 'src/main.js',
  output: { dir: 'dist' },
  plugins: [
    mapship({ minifiedPathPrefix: '/static', sourcemaps: 'hidden', afterUpload: 'delete' }),
  ],
};
