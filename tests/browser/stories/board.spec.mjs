// A village's public board, its records and notices.
import { test, expect, alive } from "../support/story.mjs";
import { choose } from "../support/modes.mjs";
import { BOARD, publicPages } from "../support/pages.mjs";

const SECTIONS = ["下次會議", "正在議", "已有結果", "公示中"];

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the board is complete", async ({ page, context, baseURL }) => {
    await choose(context, baseURL, "zh-Hant");
    await page.goto(BOARD);
    await expect(page.getByRole("heading", { level: 1 })).toContainText("鎖兒頭村");
    for (const section of SECTIONS) await expect(page.getByRole("heading", { level: 2, name: section })).toBeVisible();
    await expect(page.locator(".next-meeting")).toContainText("村民代表會議");
    const matters = page.locator("article.matter");
    expect(await matters.count()).toBeGreaterThanOrEqual(6);
    for (const matter of await matters.all()) await expect(matter.locator("ol.steps > li")).toHaveCount(6);
    expect(await page.locator(`a[href^="${BOARD}/notices/"]`).count()).toBeGreaterThanOrEqual(3);
  });

  test("language and size are links", async ({ page, context, baseURL }) => {
    await choose(context, baseURL, "zh-Hant");
    await page.goto(BOARD);
    await page.getByRole("link", { name: "English" }).click();
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("Suoertou");
    await page.locator('a[href="?size=elder"]').click();
    await expect(page.locator("html")).toHaveAttribute("data-size", "elder");
    await expect(page).toHaveURL(new RegExp(`${BOARD}$`));
  });

  test("a matter opens to its record and a notice to its sheet", async ({ page, context, baseURL, request }) => {
    await choose(context, baseURL, "zh-Hant");
    const { record, notice } = await publicPages(request);
    await page.goto(BOARD);
    const title = await page.locator(`a[href="${record}"]`).innerText();
    await page.locator(`a[href="${record}"]`).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
    await expect(page.locator("ol.steps > li")).toHaveCount(6);
    await expect(page.locator(".step-record").first()).toBeVisible();
    await page.goBack();
    await page.locator(`a[href="${notice}"]`).click();
    await expect(page.locator(".prose")).not.toBeEmpty();
  });
});

test("the board comes to life and changes language and size", async ({ page, context, baseURL }) => {
  await choose(context, baseURL, "zh-Hant");
  await page.goto(BOARD);
  await alive(page);
  await page.getByRole("link", { name: "大字版" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-size", "elder");
  await expect(page).toHaveURL(new RegExp(`${BOARD}$`)); // changed in place: the page was alive
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.locator("html")).toHaveAttribute("data-size", "elder");
  await alive(page);
});

test("every public page comes to life without a word in the console", async ({ page, request }) => {
  for (const address of Object.values(await publicPages(request))) {
    await page.goto(address);
    await alive(page);
  }
});

test("a village that does not exist is not found, and the page says so", async ({ page, context, baseURL, allowed }) => {
  allowed.push(/^Failed to load resource: the server responded with a status of 404/);
  await choose(context, baseURL, "en");
  for (const address of ["/v/623023999999", "/v/nothing", `${BOARD}/matters/nothing`]) {
    const answer = await page.goto(address);
    expect(answer.status(), address).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is no such page");
  }
});

test("a record prints", async ({ page, context, baseURL, request }) => {
  await choose(context, baseURL, "zh-Hant", "dark");
  const { record } = await publicPages(request);
  await page.goto(record);
  const pdf = await page.pdf({ format: "A4", path: "output/print/record.pdf" });
  expect(pdf.length).toBeGreaterThan(10_000);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".tools")).toBeHidden();
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"], "print is black on white in dark mode too").toContain(paper);
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.screenshot({ path: "output/print/record.png", fullPage: true });
});
