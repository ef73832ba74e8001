// What every story stands on: a wire that can be cut, and a page that fails the story when anything goes wrong in its console.
import { test as base, expect } from "@playwright/test";
import { Wire } from "./wire.mjs";

// The browser's own lines about a network that the story cut. Nothing else is let through.
const CUT_LINES = [
  /^Failed to load resource: net::ERR_(CONNECTION_REFUSED|CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING|INTERNET_DISCONNECTED|NETWORK_CHANGED|FAILED)/,
  /^GET http:\/\/127\.0\.0\.1:\d+\/\S* net::ERR_/,
  /^The FetchEvent for "[^"]*" resulted in a network error response/,
  /^(Uncaught \(in promise\) )?TypeError: Failed to (update a ServiceWorker|fetch)/,
];

export const test = base.extend({
  // The story's own network.
  wire: async ({}, use) => {
    const wire = new Wire(process.env.STORY_SERVER);
    await wire.lay();
    await use(wire);
    if (!wire.isCut) await wire.cut();
  },

  baseURL: async ({ wire }, use) => use(wire.url),

  // Cuts the network for browser and service worker, and lays it again.
  network: async ({ wire, context }, use) => {
    await use({
      cut: async () => {
        wire.wasCut = true; // what listens to the server hears of it before the wire itself is cut
        await context.setOffline(true);
        await wire.cut();
      },
      lay: async () => {
        await wire.lay();
        await context.setOffline(false);
      },
    });
  },

  // Lines of the console that this story expects: `allowed.push(/…/)`.
  allowed: async ({}, use) => use([]),

  context: async ({ context, wire, allowed }, use) => {
    const faults = [];
    const fault = (words) => {
      const expected = wire.wasCut ? [...CUT_LINES, ...allowed] : allowed;
      if (!expected.some((line) => line.test(words))) faults.push(words);
    };
    await context.addInitScript(watchFromInside);
    context.on("console", (line) => line.type() === "error" && fault(line.text()));
    context.on("weberror", (error) => fault(String(error.error().stack ?? error.error())));
    await use(context);
    expect(faults, "errors in the console").toEqual([]);
  },
});

export { expect };

// Runs in each page before its own scripts.
function watchFromInside() {
  addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
  const container = globalThis.ServiceWorkerContainer?.prototype;
  if (!container) return;
  const { register } = container;
  container.register = function (...asked) {
    globalThis.storyAlive = true; // the last thing that the app does when it starts
    return register.apply(this, asked);
  };
}

// Waits until the wasm has taken the page over.
export async function alive(page) {
  await page.waitForFunction(() => globalThis.storyAlive === true);
}

// Waits until the service worker holds the page, as it does a moment after the first visit.
export async function kept(page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const claimed = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    if (!navigator.serviceWorker.controller) await claimed;
  });
}
