import { reactRouter } from '@react-router/dev/vite';

export default { build: { sourcemap: true }, plugins: [reactRouter()] };
