// From nothing to a confirmed visit: a household is registered, gets its code and its cadre, and confirms with the code.
import { test, expect } from "../support/story.mjs";
import { accessible } from "../support/axe.mjs";
import { as, device, synced, unlock } from "../support/desk.mjs";
import { SIZES } from "../support/modes.mjs";
import { VILLAGE } from "../support/pages.mjs";

const SAID = "剛立戶，先認認門。";
const CODE = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;

test("a committee registers a household and issues its code, the unit assigns a cadre, and the household confirms a visit", async ({ page, context, baseURL, browser }) => {
  test.setTimeout(180_000);
  await as(page, context, baseURL, "committee");
  await synced(page);
  await page.locator(".figures a").first().click();
  await page.getByRole("link", { name: "登記一戶" }).click();
  await expect(page.locator("#head_name")).toBeVisible();
  await accessible(page, "register");
  await page.locator(".savebar button").click();
  await expect(page.locator("#head_name")).toHaveAttribute("aria-invalid", "true");
  await page.locator("#head_name").fill("龍甲子");
  await expect(page.locator("#head_name")).not.toHaveAttribute("aria-invalid", "true");
  await page.locator("#group").fill("五組");
  await page.getByRole("button", { name: "添一口人" }).click();
  await page.locator(".item input[type=text]").fill("龍乙丑");
  await page.locator(".item select").selectOption({ label: "子女" });
  await page.locator(".item input[type=date]").fill("2099-01-01");
  await page.locator(".savebar button").click();
  await expect(page.locator(".item .field-error", { hasText: "這一天還沒到" })).toBeVisible();
  await page.locator(".item input[type=date]").fill("2010-05-06");
  await page.locator(".savebar button").click();

  await expect(page).toHaveURL(/\/h\/[0-9a-f-]+$/);
  const address = new URL(page.url()).pathname;
  await expect(page.locator(".members > li")).toHaveCount(2);
  await synced(page);
  await page.getByRole("link", { name: "發口令" }).click();
  await page.getByRole("button", { name: "發口令" }).click();
  const shown = page.locator(".household-code b");
  await expect(shown).toHaveText(CODE);
  const code = await shown.innerText();
  await accessible(page, "code");
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(code);
  await synced(page);

  const unit = await device(browser, "unit", { viewport: SIZES.pc });
  await unit.page.goto(address);
  await unlock(unit.page);
  await unit.page.getByText("分派聯戶幹部").first().click();
  await unit.page.locator("#assign-cadre").selectOption({ label: "赵甲子" });
  await unit.page.locator("details[open]").getByRole("button", { name: "分派聯戶幹部" }).click();
  await synced(unit.page);
  await unit.close();

  const cadre = await device(browser, "cadre");
  await cadre.page.goto(address);
  await unlock(cadre.page);
  await cadre.page.getByRole("link", { name: "記走訪" }).click();
  await cadre.page.locator("#met .chip", { hasText: "龍甲子" }).click();
  await cadre.page.locator("#said").fill(SAID);
  await cadre.page.locator("#confirm .chip", { hasText: "輸口令" }).click();
  await cadre.page.locator("#confirm-code").fill(code.toLowerCase());
  await cadre.page.locator(".savebar button").click();
  await expect(cadre.page.locator(".timeline > li").first()).toContainText("農戶已確認");
  await cadre.close();
});

test("a county links a unit with a village that has no record yet", async ({ page, context, baseURL }) => {
  test.setTimeout(120_000);
  await page.setViewportSize(SIZES.pc);
  await as(page, context, baseURL, "office");
  await page.getByRole("link", { name: "單位聯村" }).click();
  const lines = page.locator(".open-items > li");
  await expect(lines.first()).toBeVisible();
  await accessible(page, "units");
  const line = lines.filter({ hasText: "還沒有聯繫單位" }).first();
  const name = await line.locator("b").first().innerText();
  await page.locator("#find-village").fill(name);
  const found = lines.filter({ has: page.locator("b", { hasText: name }) }).first();
  await found.getByRole("button", { name: "改聯繫單位" }).click();
  await found.locator("select").selectOption({ index: 1 });
  await found.getByRole("button", { name: "聯上這個村" }).click();
  await expect(found).toContainText("牽頭單位");
  await synced(page);
  await page.reload();
  await unlock(page);
  await page.locator("#find-village").fill(name);
  await expect(lines.filter({ has: page.locator("b", { hasText: name }) }).first()).toContainText("牽頭單位");
});

test("a figure opens the records that it counts", async ({ page, context, baseURL }) => {
  await page.setViewportSize(SIZES.pc);
  await as(page, context, baseURL, "office");
  await synced(page);
  const row = page.locator(".table tbody tr", { hasText: "鎖兒頭村" });
  const [visits, promises] = await Promise.all([1, 2].map((place) => row.locator("td").nth(place).innerText()));
  await row.locator("td").nth(1).locator("a").click();
  await expect(page.locator(".topbar-title p")).toContainText("近 30 天");
  await expect(page.locator(".pager p")).toContainText(`共 ${visits} 條`);
  await page.getByRole("link", { name: "看全部" }).click();
  await expect(page.locator(".pager p")).not.toContainText(`共 ${visits} 條`);
  await page.goto(`/desk/tasks?v=${VILLAGE}&due=1`);
  await unlock(page);
  await expect(page.locator(".pager p")).toContainText(`共 ${promises} 條`);
});
