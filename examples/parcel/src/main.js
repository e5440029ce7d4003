import { total } from './total.js';

document.title = `Basket: ${total([{ price: 300, count: 2 }])}`;
