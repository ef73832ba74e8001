// The service worker: keeps the app on the device, so that the desk and the kiosk start without a network.
// `app/pack` fills in the version and the list of files. Commands and data never pass here: they have stores of their own.
const VERSION = "__VERSION__";
const ASSETS = "__ASSETS__";

const BUNDLE = `bundle-${VERSION}`; // this version's files and shells, whole or not at all
const PAGES = `pages-${VERSION}`; // public pages as last seen; they name this version's files, so they go with it
const FACES = ["/desk", "/kiosk"];
const OFFLINE = "/offline";

const SHELL_WAIT_MS = 1500; // a shell is on the device already: a slow network is no reason to wait
const PAGE_WAIT_MS = 6000; // a public page is better fresh, but better old than not at all
const PAGES_KEPT = 40; // about 1 MB

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  // The page says this when no write is in flight.
  if (event.data === "activate") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(faceOf(url) ? shell(request, faceOf(url)) : page(event));
});

async function install() {
  const cache = await caches.open(BUNDLE);
  await Promise.all([cache.addAll(ASSETS), ...[...FACES, OFFLINE].map((path) => keepShell(cache, path))]);
}

// A shell of another version would name files that this cache does not hold.
async function keepShell(cache, path) {
  const response = await fetch(path, { cache: "no-store", credentials: "omit" });
  if (!response.ok || response.headers.get("x-bundle") !== VERSION) throw new Error(`${path} is not of version ${VERSION}`);
  await cache.put(path, response);
}

async function activate() {
  for (const name of await caches.keys()) {
    if (/^(bundle|pages)-/.test(name) && name !== BUNDLE && name !== PAGES) await caches.delete(name);
  }
  await self.clients.claim();
  await keepOpenPages();
}

// The page that brought the worker was loaded without it: keep that one too.
async function keepOpenPages() {
  const windows = await self.clients.matchAll({ type: "window" });
  const pages = windows.map((one) => new URL(one.url)).filter((url) => !faceOf(url) && !url.pathname.startsWith("/api/"));
  await Promise.allSettled(pages.map(async (url) => keep(url.href, await fetch(url, { headers: { accept: "text/html" } }))));
}

function faceOf(url) {
  return FACES.find((face) => url.pathname === face || url.pathname.startsWith(face + "/"));
}

async function asset(request) {
  return (await caches.match(request.url, { ignoreVary: true })) || fetch(request);
}

async function shell(request, face) {
  const kept = await (await caches.open(BUNDLE)).match(face, { ignoreVary: true });
  const fresh = await arrived(fetch(request), kept ? SHELL_WAIT_MS : 0);
  return fresh || kept || Response.error();
}

async function page(event) {
  const { request } = event;
  const kept = await (await caches.open(PAGES)).match(request.url, { ignoreVary: true });
  const answer = fetch(request);
  event.waitUntil(answer.then((response) => keep(request.url, response.clone())).catch(() => {}));
  const fresh = await arrived(answer, kept ? PAGE_WAIT_MS : 0);
  return fresh || kept || (await caches.match(OFFLINE, { ignoreVary: true })) || Response.error();
}

// The server's answer; nothing where it does not come (in time, unless the limit is 0) or only says that the server is down.
async function arrived(answer, limit) {
  const late = new Promise((resolve) => limit && setTimeout(resolve, limit));
  try {
    const response = await Promise.race([answer, late]);
    return response && response.status < 500 ? response : undefined;
  } catch {
    return undefined; // no network
  }
}

async function keep(url, response) {
  const control = response.headers.get("cache-control") || "";
  const html = (response.headers.get("content-type") || "").startsWith("text/html");
  if (!response.ok || response.redirected || !html || control.includes("no-store")) return;
  const cache = await caches.open(PAGES);
  await cache.put(url, response);
  const surplus = (await cache.keys()).slice(0, -PAGES_KEPT); // a page seen again moves to the end
  await Promise.all(surplus.map((request) => cache.delete(request)));
}
