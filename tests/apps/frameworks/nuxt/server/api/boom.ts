export default defineEventHandler(() => {
  throw new Error('the server fails on purpose');
});
