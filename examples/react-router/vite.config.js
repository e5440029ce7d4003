import { reactRouter } from '@react-router/dev/vite';
import { mapship } from 'mapship/react-router';

export default {
  plugins: [reactRouter(), mapship()],
};
