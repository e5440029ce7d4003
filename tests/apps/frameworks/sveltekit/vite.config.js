import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';

export default {
  build: { sourcemap: true },
  plugins: [sveltekit({ adapter: adapter() })],
};
