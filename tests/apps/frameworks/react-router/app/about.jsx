export function loader({ request }) {
  if (request.url.endsWith('?boom')) throw new Error('the server fails on purpose');
  return null;
}

export default function About() {
  const fail = () => {
    throw new Error('about fails on purpose');
  };
  return <button onClick={fail}>About</button>;
}
