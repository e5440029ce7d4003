'use client';

import { useState } from 'react';

export function Buy({ price }) {
  const [total, setTotal] = useState(0);
  const onClick = async () => {
    const { totalOf } = await import('./total.js');
    setTotal(totalOf([price, 4]));
  };
  return <button onClick={onClick}>{`Buy\nfor ${total}`}</button>;
}
