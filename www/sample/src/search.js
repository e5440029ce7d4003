import { totalOf } from './cart.js';

const OFFERS = ['tea', 'cup', 'pot'];

/** Offers whose names begin as the words do. @param {string} words */
export function search(words) {
  return OFFERS.filter((name) => name.startsWith(words.trim().toLowerCase()));
}

document.title = search(document.title).join(', ') + totalOf([]);
