import { totalOf } from './total.js';

export const handler = (prices) => String(totalOf(prices));
