import { defineConfig } from 'astro/config';
import { mapship } from 'mapship/astro';

export default defineConfig({
  integrations: [mapship()],
});
