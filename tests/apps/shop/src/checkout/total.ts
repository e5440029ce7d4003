import type { Item } from '../basket';

/** The sum of a basket, in cents. Fails for an item without a discount: the demo's error. */
export function total(items: Item[]): number {
  return items.reduce((sum, item) => sum + item.amount * discounted(item), 0);
}

function discounted(item: Item): number {
  const { percent } = item.discount!;
  return Math.round((item.price * (100 - percent)) / 100);
}
