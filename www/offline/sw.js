/** The service worker: the page works without a network once it was loaded. */

// of `ServiceWorkerGlobalScope` the DOM's library knows nothing
const scope = /** @type {any} */ (globalThis);

/* global FOLDER, FILES */
/** The folder that is named after its content, and the files in it; written in by the build. */
const folder = /** @type {string} */ (FOLDER);
const files = /** @type {string[]} */ (FILES);

const NAME = `mapship ${folder}`;

scope.addEventListener('install', (/** @type {any} */ event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(['./', ...files])));
});

scope.addEventListener('activate', (/** @type {any} */ event) => {
  event.waitUntil(forget());
});

/** Caches of this page's earlier builds; others of the host are not ours. */
async function forget() {
  for (const name of await caches.keys()) {
    if (name.startsWith('mapship app-') && name !== NAME) await caches.delete(name);
  }
}

scope.addEventListener('fetch', (/** @type {any} */ event) => {
  const { request } = event;
  const root = new URL('./', scope.location.href).href;
  if (request.method !== 'GET' || !request.url.startsWith(root)) return;
  const path = request.url.slice(root.length).replace(/[?#].*$/, '');
  if (files.includes(path)) event.respondWith(fromCache(request));
  // what is there now goes before what was there; another server may be at this address by now
  else if (path === '' && request.mode === 'navigate') event.respondWith(fromNetwork(request));
});

/** @param {Request} request */
async function fromCache(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}

/** @param {Request} request */
async function fromNetwork(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(NAME);
    const page = await cache.match('./');
    if (page) return page;
    throw error;
  }
}
