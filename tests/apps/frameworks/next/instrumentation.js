// As those hear of errors who report them: Next's own log has their paths shortened.
export function onRequestError(error) {
  console.error(`reported: ${error.stack}`);
}
