import type { Item } from './basket';
import { format } from './money';

export function render(list: HTMLUListElement, items: Item[]): void {
  list.replaceChildren(
    ...items.map((item) => {
      const row = document.createElement('li');
      row.textContent = `${item.amount} × ${item.name}: ${format(item.price)} 🧭`;
      return row;
    }),
  );
}
