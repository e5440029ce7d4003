export function GET() {
  throw new Error('the server fails on purpose');
}
