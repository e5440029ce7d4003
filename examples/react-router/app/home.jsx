import { useState } from 'react';

import { total } from './total.js';

export default function Home() {
  const [count, setCount] = useState(1);
  return <button onClick={() => setCount(count + 1)}>{total([{ price: 300, count }])}</button>;
}
