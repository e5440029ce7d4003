import { build } from 'esbuild';
import { mapship } from 'mapship/esbuild';

await build({
  entryPoints: ['src/main.js'],
  bundle: true,
  minify: true,
  outdir: 'dist',
  publicPath: '/static',
  plugins: [mapship({ sourcemaps: 'hidden', afterUpload: 'delete' })],
});
