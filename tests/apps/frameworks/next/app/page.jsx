import Link from 'next/link';

import { Buy } from './buy.jsx';
import shop from './shop.png';

export default function Page() {
  return (
    <main>
      <h1>
        <img src={shop.src} alt="" width={16} height={16} /> Shop
      </h1>
      <Buy price={3} />
      <Link href="/item/1">One item</Link>
    </main>
  );
}
