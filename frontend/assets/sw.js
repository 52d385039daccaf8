// The phone app's service worker: the whole app comes from this cache, so that it opens without a
// signal. It never touches data: the API, sync and the office's console go straight to the network.

// Filled in at build time (xtask/src/service_worker.rs): what was built, and each file's digest.
const BUILD = "";
const FILES = {};

const CACHES = "meguri-field-";
const CACHE = CACHES + BUILD;
const NOT_OURS = ["/api/", "/sync/", "/office/"];

// All or nothing: a file that is missing, redirected (a hotel's login page) or of another build
// fails its digest, the install with it, and the old version stays.
async function install() {
  const cache = await caches.open(CACHE);
  const requests = Object.entries(FILES).map(([path, integrity]) =>
    new Request(path, { integrity, cache: "no-cache", redirect: "error", credentials: "same-origin" }));
  try {
    await cache.addAll(requests);
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function dropOldVersions() {
  const names = await caches.keys();
  await Promise.all(names
    .filter((name) => name.startsWith(CACHES) && name !== CACHE)
    .map((name) => caches.delete(name)));
  // The very first visit is served from here too, without a reload.
  await self.clients.claim();
}

async function cached(path, request) {
  const cache = await caches.open(CACHE);
  // The system may have emptied the cache to make room; then only the network can help.
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(dropOldVersions()));

// A new version waits until the page says that no draft is open.
self.addEventListener("message", (event) => {
  if (event.data?.type === "skip-waiting") event.waitUntil(self.skipWaiting());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === "/office" || NOT_OURS.some((prefix) => pathname.startsWith(prefix))) return;
  if (Object.hasOwn(FILES, pathname)) event.respondWith(cached(pathname, request));
  else if (request.mode === "navigate") event.respondWith(cached("/", request));
});
