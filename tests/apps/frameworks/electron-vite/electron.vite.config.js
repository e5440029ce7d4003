export default {
  main: { build: { sourcemap: true } },
  preload: { build: { sourcemap: true } },
  renderer: { build: { sourcemap: true } },
};
