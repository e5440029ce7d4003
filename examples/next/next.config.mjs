import { withMapship } from 'mapship/next';

export default withMapship({
  // where the project lies: without it, Next takes a folder further up that has a lock file
  turbopack: { root: import.meta.dirname },
});
