import { mapship } from 'mapship/rolldown';

/** @type {import('rolldown').RolldownOptions} */
export default {
  input: 'src/main.js',
  output: { dir: 'dist' },
  plugins: [
    mapship({ minifiedPathPrefix: '/static', sourcemaps: 'hidden', afterUpload: 'delete' }),
  ],
};
