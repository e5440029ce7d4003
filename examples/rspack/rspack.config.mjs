import { mapship } from 'mapship/rspack';

/** @type {import('@rspack/core').Configuration} */
export default {
  mode: 'production',
  entry: './src/main.js',
  output: { publicPath: '/static/' },
  plugins: [mapship({ sourcemaps: 'hidden', afterUpload: 'delete' })],
};
