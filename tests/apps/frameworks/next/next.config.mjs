export default {
  // or else a lock file further up would make its folder the root, with its settings
  turbopack: { root: import.meta.dirname },
  productionBrowserSourceMaps: true,
  experimental: { serverSourceMaps: true },
};
