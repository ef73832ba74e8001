// What is on the device starts without a network.
import { test, expect, alive, kept } from "../support/story.mjs";
import { choose } from "../support/modes.mjs";
import { BOARD } from "../support/pages.mjs";

for (const face of ["/desk", "/kiosk"]) {
  test(`${face} mounts, and mounts again with the network cut`, async ({ page, context, baseURL, network }) => {
    await choose(context, baseURL, "zh-Hant");
    await page.goto(face);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await kept(page);
    await network.cut();
    await page.reload();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.close();
    const again = await context.newPage();
    await again.goto(face);
    await expect(again.getByRole("heading", { level: 1 })).toBeVisible();
    await expect(again.locator("[data-shell]")).toHaveCount(0);
    await network.lay();
    await again.reload();
    await expect(again.getByRole("heading", { level: 1 })).toBeVisible();
  });
}

test("a board seen once is there without a network, another page says what is wrong", async ({ page, context, baseURL, network }) => {
  await choose(context, baseURL, "zh-Hant");
  await page.goto(BOARD);
  await kept(page);
  await page.reload(); // seen through the service worker
  await alive(page);
  await network.cut();
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("鎖兒頭村");
  await expect(page.locator("article.matter").first()).toBeVisible();
  const answer = await page.goto("/v/623023100203");
  expect(answer.fromServiceWorker()).toBe(true);
  await expect(page.locator("body")).not.toBeEmpty();
  await network.lay();
  await page.goto("/v/623023100203");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("真牙頭村");
});
