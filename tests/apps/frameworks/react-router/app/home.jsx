import { useState } from 'react';
import { Link } from 'react-router';

import './shop.css';
import shop from './shop.png';

export default function Home() {
  const [total, setTotal] = useState(0);
  const buy = async () => {
    const { totalOf } = await import('./total.js');
    setTotal(totalOf([3, 4]));
  };
  return (
    <main>
      <img src={shop} alt="" width={16} height={16} />
      <button onClick={buy}>Buy for {total}</button>
      <Link to="/about">About</Link>
    </main>
  );
}
