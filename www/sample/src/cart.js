/** What one item costs, by its name. */
const PRICES = { tea: 4.5, cup: 12, pot: 38 };

/** @param {{ name: keyof typeof PRICES, amount: number }[]} items */
export function totalOf(items) {
  if (items.length === 0) throw new RangeError('The cart is empty.');
  return items.reduce((sum, { name, amount }) => sum + PRICES[name] * amount, 0);
}
