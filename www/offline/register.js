/** Has the service worker installed, where there may be one. */
import { trusted } from '../engine/trusted.js';

/** Called once the page is idle: what it loads is then in the browser's cache. */
export function registerOffline() {
  if (!('serviceWorker' in navigator) || !isSecureContext) return;
  const url = new URL('../sw.js', import.meta.url);
  // without one the page works all the same
  navigator.serviceWorker.register(trusted(url)).catch(() => {});
}
