import type { Item } from '../basket';
import { format } from '../money';
import { total } from './total';

export function pay(items: Item[]): string {
  return `Paid ${format(total(items))}`;
}
