import { createRoot } from 'react-dom/client';

import './shop.css';

const buy = async () => {
  const { totalOf } = await import('./total.js');
  document.title = String(totalOf([3, 4]));
};

createRoot(document.querySelector('#root')).render(<button onClick={buy}>Buy</button>);
