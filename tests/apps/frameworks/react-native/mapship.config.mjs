export default {
  service: 'com.example.shop',
  version: '1.0.0',
  targets: [
    {
      name: 'android',
      path: 'dist',
      event: { platform: 'android', bundle_name: 'index.android.bundle', build_number: '7' },
    },
  ],
};
