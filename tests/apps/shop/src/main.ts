import './style.css';
import { basket } from './basket';
import { render } from './render';

const list = document.querySelector('#basket') as HTMLUListElement;
render(list, basket);

document.querySelector('#pay')?.addEventListener('click', async () => {
  // a chunk of its own: few visitors ever pay
  const { pay } = await import('./checkout/pay');
  const result = document.querySelector('#result') as HTMLOutputElement;
  result.textContent = pay(basket);
});
