const { getDefaultConfig, mergeConfig } = require('@react-native/metro-config');
const { withMapship } = require('mapship/metro');

module.exports = withMapship(mergeConfig(getDefaultConfig(__dirname), {}));
