/** A webpack loader for TypeScript; style sheets are left out. */
const { transform } = require('esbuild');

module.exports = function load(source) {
  const done = this.async();
  if (this.resourcePath.endsWith('.css')) return done(null, '');
  transform(source, {
    loader: 'ts',
    format: 'esm',
    sourcemap: 'external',
    sourcefile: this.resourcePath,
  }).then(({ code, map }) => done(null, code, JSON.parse(map)), done);
};
