export function totalOf(prices) {
  if (prices.length > 5) throw new RangeError('too many prices');
  return prices.reduce((sum, price) => sum + price, 0);
}
