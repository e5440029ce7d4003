const euro = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' });

export function format(cents: number): string {
  return euro.format(cents / 100);
}
