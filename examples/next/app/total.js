/** What the items of a basket cost. @param {{ price: number, count: number }[]} items */
export function total(items) {
  return items.reduce((sum, { price, count }) => sum + price * count, 0);
}
