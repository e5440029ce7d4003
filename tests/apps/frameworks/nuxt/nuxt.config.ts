export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  sourcemap: { client: 'hidden', server: true },
  telemetry: false,
});
