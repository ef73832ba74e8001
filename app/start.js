// Loads the texts of the document's language and the app, and starts it. The names in capitals are filled in by `app/pack`.
const PUBLIC = "__PUBLIC__"; // glue and wasm that bring the public pages to life
const FACES = "__FACES__"; // glue and wasm of the desk and the kiosk
const TEXTS = "__TEXTS__";

const root = document.documentElement;

// What Leptos would define by inline scripts for pages that it streams; ours come whole.
Object.assign(globalThis, {
  __RESOLVED_RESOURCES: [],
  __SERIALIZED_ERRORS: [],
  __INCOMPLETE_CHUNKS: [],
  __PENDING_RESOURCES: [],
  __RESOURCE_RESOLVERS: [],
});

// A page that is already there to be read lets style and pictures come first; 2 s later it comes to life in any case.
const READ_FIRST_MS = 2000;
const readable = () =>
  new Promise((resolve) => {
    const idle = () => ("requestIdleCallback" in window ? requestIdleCallback(resolve, { timeout: READ_FIRST_MS }) : setTimeout(resolve));
    if (document.readyState === "complete") idle();
    else addEventListener("load", idle, { once: true });
  });

const texts = async () => {
  const response = await fetch(TEXTS[root.lang] || TEXTS["zh-Hans"]);
  if (!response.ok) throw new Error(`texts: ${response.status}`);
  return response.text();
};

const run = async () => {
  if (!root.dataset.csr) await readable();
  const [glue, wasm] = root.dataset.csr ? FACES : PUBLIC;
  // Same mode as the preload link's, so that the file is fetched once.
  const module = fetch(wasm, { credentials: "same-origin" });
  const [app, words] = await Promise.all([import(glue), texts()]);
  await app.default({ module_or_path: module });
  await app.start(words);
};

run().catch((error) => {
  console.error(error);
  for (const line of document.querySelectorAll("[data-shell]")) line.hidden = line.dataset.shell !== "failed" || line.lang !== root.lang;
});
