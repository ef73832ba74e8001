// A person at the desk: the demonstration's accounts, and the way in.
import { expect } from "@playwright/test";
import { choose, SIZES } from "./modes.mjs";
import { Wire } from "./wire.mjs";

export const PASSWORD = "shuanglian-demo"; // of every account of the demonstration
export const PIN = "493817";

// Signs in at the desk's own page and chooses a PIN, as on the first day.
export async function signIn(page, login, { pin = PIN } = {}) {
  await page.goto("/desk");
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await page.locator("#pin-again").waitFor();
  await page.locator("#pin").fill(pin);
  await page.locator("#pin-again").fill(pin);
  await page.locator("form button[type=submit]").click();
  await open(page);
}

export async function unlock(page, pin = PIN) {
  await page.locator("#pin").fill(pin);
  await page.keyboard.press("Enter");
}

// The desk is open, and everything granted has been fetched.
export async function open(page) {
  await expect(page.locator(".desk")).toBeVisible();
}

export async function synced(page) {
  await expect(page.locator(".topbar .sync")).toHaveClass(/sync-sent/);
}

export async function as(page, context, baseURL, login, lang = "zh-Hant", mode = "light") {
  await choose(context, baseURL, lang, mode);
  await signIn(page, login);
}

// Another device with a network of its own.
export async function device(browser, login, options = {}) {
  const wire = new Wire(process.env.STORY_SERVER);
  await wire.lay();
  const context = await browser.newContext({ baseURL: wire.url, locale: "zh-TW", viewport: SIZES.phone, ...options });
  const page = await context.newPage();
  await as(page, context, wire.url, login);
  await synced(page);
  return { page, close: async () => (await context.close(), await wire.cut()) };
}
