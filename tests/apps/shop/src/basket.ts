export interface Item {
  name: string;
  /** In cents. */
  price: number;
  amount: number;
  discount?: { percent: number };
}

export const basket: Item[] = [
  { name: 'Compass', price: 4200, amount: 1, discount: { percent: 10 } },
  { name: 'Map of the coast – große Ausgabe', price: 1850, amount: 2 },
];
