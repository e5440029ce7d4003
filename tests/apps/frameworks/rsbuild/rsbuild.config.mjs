import { pluginReact } from '@rsbuild/plugin-react';

export default {
  plugins: [pluginReact()],
  output: { sourceMap: { js: 'source-map', css: true } },
  environments: {
    web: { source: { entry: { index: './src/index.jsx' } } },
    node: {
      source: { entry: { server: './src/server.js' } },
      output: { target: 'node', distPath: { root: 'dist/server' } },
    },
  },
};
