export default {
  logLevel: 'warn',
  build: {
    sourcemap: true,
    // small apps would be inlined; a real one has several chunks
    assetsInlineLimit: 0,
  },
};
