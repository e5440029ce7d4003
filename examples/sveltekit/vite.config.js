import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { mapship } from 'mapship/sveltekit';

export default {
  plugins: [sveltekit({ adapter: adapter() }), mapship()],
};
