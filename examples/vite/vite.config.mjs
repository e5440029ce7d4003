import { mapship } from 'mapship/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [mapship({ sourcemaps: 'hidden', afterUpload: 'delete' })],
});
