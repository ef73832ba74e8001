// The front door: a reader finds the village.
import { test, expect } from "../support/story.mjs";
import { choose } from "../support/modes.mjs";
import { BOARD } from "../support/pages.mjs";

test("the server says that it is ready", async ({ request }) => {
  const answer = await request.get("/healthz");
  expect(answer.status()).toBe(200);
});

test("the front door lists every village under its township", async ({ page, context, baseURL }) => {
  await choose(context, baseURL, "zh-Hant");
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 2 })).toHaveCount(19);
  await expect(page.locator(`a[href="${BOARD}"]`)).toHaveText("鎖兒頭村");
  expect(await page.locator('a[href^="/v/"]').count()).toBeGreaterThan(200);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  for (const words of ["锁儿头", "鎖兒頭", "suoertou"]) {
    test(`${words} finds one village`, async ({ page, context, baseURL }) => {
      await choose(context, baseURL, "zh-Hant");
      await page.goto("/");
      await page.getByRole("searchbox").fill(words);
      await page.getByRole("searchbox").press("Enter");
      await expect(page.locator('a[href^="/v/"]')).toHaveText(["鎖兒頭村"]);
      await page.locator('a[href^="/v/"]').click();
      await expect(page).toHaveURL(new RegExp(`${BOARD}$`));
    });
  }

  test("a search that finds nothing says so", async ({ page, context, baseURL }) => {
    await choose(context, baseURL, "en");
    await page.goto("/?q=nowhere");
    await expect(page.locator('main a[href^="/v/"]')).toHaveCount(0);
    await expect(page.getByRole("searchbox")).toHaveValue("nowhere");
    await expect(page.locator(".empty")).toBeVisible();
  });
});
