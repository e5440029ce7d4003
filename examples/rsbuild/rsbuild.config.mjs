import { defineConfig } from '@rsbuild/core';
import { mapship } from 'mapship/rsbuild';

export default defineConfig({
  output: { assetPrefix: '/static/' },
  plugins: [mapship({ sourcemaps: 'hidden', afterUpload: 'delete' })],
});
