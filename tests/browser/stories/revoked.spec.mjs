// A device that an administrator takes out of use: it hands over what it has, keeps nothing of the village, and may begin anew.
import { test, expect, kept } from "../support/story.mjs";
import { deviceOf, devices, revoke } from "../support/admin.mjs";
import { accessible } from "../support/axe.mjs";
import { as, PASSWORD, PIN, synced, unlock } from "../support/desk.mjs";

test.use({ hasTouch: true, isMobile: true });

const NOTICED_WITHIN_MS = 40_000; // the stream ends at once, and the page looks after it twice a minute

const title = (page) => page.getByRole("heading", { level: 1 });

// Rows in all databases but the outbox's own, and what is kept of people.
const held = (page) =>
  page.evaluate(async () => {
    let rows = 0;
    for (const { name } of await indexedDB.databases()) {
      if (!name.startsWith("replica")) continue;
      const database = await new Promise((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
      for (const store of database.objectStoreNames) {
        const counting = database.transaction(store).objectStore(store).count();
        rows += await new Promise((resolve) => (counting.onsuccess = () => resolve(counting.result)));
      }
      database.close();
    }
    const people = Object.keys(localStorage).filter((key) => /^(key|hello|draft|good)\./.test(key));
    return { rows, people };
  });

// All that the outbox holds, in both its stores.
const words = (page) =>
  page.evaluate(async () => {
    const database = await new Promise((resolve, reject) => {
      const opening = indexedDB.open("outbox");
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
    const stores = [];
    for (const store of database.objectStoreNames) {
      const reading = database.transaction(store).objectStore(store).getAll();
      stores.push(await new Promise((resolve) => (reading.onsuccess = () => resolve(reading.result))));
    }
    database.close();
    return JSON.stringify([stores, { ...localStorage }]);
  });

// The household visited last: other stories begin with the one that nobody has been to.
async function visit(page, said) {
  await page.goto("/desk");
  await unlock(page);
  await page.locator("#households .row").last().click();
  await page.getByRole("link", { name: "記走訪" }).tap();
  await page.locator("#met .chip", { hasText: "戶主" }).tap();
  await page.locator("#said").fill(said);
  await page.locator("#next .chip", { hasText: "一月後" }).tap();
  await page.locator(".savebar button").tap();
  await expect(page.locator(".savebar")).toHaveCount(0);
}

async function enter(page) {
  await page.locator("#login").fill("cadre");
  await page.locator("#password").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await page.locator("#pin-again").waitFor();
  await page.locator("#pin").fill(PIN);
  await page.locator("#pin-again").fill(PIN);
  await page.locator("form button[type=submit]").click();
  await expect(page.locator(".desk")).toBeVisible();
}

test("a revoked phone hands over its unsent visit, forgets the village and begins anew as another device", async ({ page, context, baseURL, network, allowed }) => {
  test.setTimeout(180_000);
  allowed.push(/^Failed to load resource: the server responded with a status of 403/);
  await as(page, context, baseURL, "cadre");
  await synced(page);
  await kept(page);
  const before = await deviceOf(page);
  // One visit reaches the server, and one waits.
  await visit(page, "送到之前說的話。");
  await synced(page);
  await network.cut();
  await visit(page, "停用之前說的話。");
  await expect(page.locator(".topbar .sync")).toHaveText(/未送 1/);
  expect(devices()).toContain(before);
  revoke(before);
  await network.lay();

  await expect(page.getByText("管理員停用了這台設備")).toBeVisible({ timeout: NOTICED_WITHIN_MS });
  await expect(page.getByText("已交給服務器收存")).toBeVisible();
  await expect.poll(() => held(page)).toEqual({ rows: 0, people: [] });
  expect(await words(page)).not.toContain("說的話");
  await accessible(page);
  await page.reload();
  await expect(page.getByText("管理員停用了這台設備")).toBeVisible();

  await enter(page);
  expect(await deviceOf(page)).not.toBe(before);
  await page.goto("/desk/sync");
  await page.locator("#pin").fill(PIN);
  await page.keyboard.press("Enter");
  await expect(title(page)).toHaveText("同步");
  await expect(page.locator(".held")).toHaveCount(1);
  await expect(page.locator(".held")).toContainText("這台設備已停用");
  await expect(page.locator(".topbar .sync")).toHaveText(/待處理 1/);
});
