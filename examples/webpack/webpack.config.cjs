const { mapship } = require('mapship/webpack');

/** @type {import('webpack').Configuration} */
module.exports = {
  mode: 'production',
  entry: './src/main.js',
  output: { publicPath: '/static/' },
  plugins: [mapship({ sourcemaps: 'hidden', afterUpload: 'delete' })],
};
