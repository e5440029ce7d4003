import { totalOf } from './cart.js';

/** Shows what is in the cart. */
export function showTotal() {
  const items = JSON.parse(document.body.dataset.cart ?? '[]');
  document.title = 'To pay: ' + totalOf(items);
}

showTotal();
