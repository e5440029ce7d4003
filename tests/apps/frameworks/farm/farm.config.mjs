export default {
  compilation: {
    input: { index: './src/index.html' },
    output: { path: 'dist' },
    sourcemap: true,
    persistentCache: false,
  },
};
