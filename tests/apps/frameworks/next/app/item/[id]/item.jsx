'use client';

export function Item({ id }) {
  const fail = () => {
    throw new Error(`item ${id} is sold out`);
  };
  return <button onClick={fail}>{id}</button>;
}
