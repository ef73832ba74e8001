// Coming to the desk and leaving it: password, PIN, no network, what is unsent.
import { test, expect, kept } from "../support/story.mjs";
import { accessible } from "../support/axe.mjs";
import { as, open, PASSWORD, PIN, signIn, synced, unlock } from "../support/desk.mjs";
import { choose, LANGS, MODES, SIZES } from "../support/modes.mjs";

test.use({ hasTouch: true, isMobile: true });

const title = (page) => page.getByRole("heading", { level: 1 });

test("a wrong password is told apart from no network, and the way in is by password, then PIN", async ({ page, context, baseURL, network, allowed }) => {
  allowed.push(/^Failed to load resource: the server responded with a status of 401/);
  await choose(context, baseURL, "zh-Hant");
  // The form stands at any address; at its own it would stand there still after signing in.
  await page.goto("/desk/sign-in");
  await expect(page).toHaveURL(/\/desk$/);
  await kept(page);
  await page.locator("form button[type=submit]").click();
  await expect(page.getByText("這一項要填")).toHaveCount(2);

  await page.locator("#login").fill("cadre");
  await page.locator("#password").fill("not the password");
  await page.getByRole("button", { name: "顯示密碼" }).click();
  await expect(page.locator("#password")).toHaveAttribute("type", "text");
  await page.locator("form button[type=submit]").click();
  await expect(page.getByRole("alert").filter({ hasText: "賬號或密碼不對" })).toBeVisible();

  await network.cut();
  await page.locator("form button[type=submit]").click();
  await expect(page.getByRole("alert").filter({ hasText: "現在沒有網絡" })).toBeVisible();
  await network.lay();

  await page.locator("#password").fill(PASSWORD);
  await page.locator("form button[type=submit]").click();
  await expect(title(page)).toHaveText("設一個解鎖口令");
  await expect(page.getByText("沒有網絡時用它打開這台設備")).toBeVisible();
  await page.locator("#pin").fill("111111");
  await page.locator("#pin-again").fill("111112");
  await page.locator("form button[type=submit]").click();
  await expect(page.getByText("不要全是同一個")).toBeVisible();
  await expect(page.getByText("兩遍不一樣")).toBeVisible();
  await page.locator("#pin").fill(PIN);
  await page.locator("#pin-again").fill(PIN);
  await page.locator("form button[type=submit]").click();
  await open(page);
  await synced(page);
});

test("after a start with no network the PIN opens the desk, and a wrong one does not", async ({ page, context, baseURL, network }) => {
  await as(page, context, baseURL, "cadre");
  await synced(page);
  await kept(page);
  await network.cut();
  await page.goto("/desk/sync");
  await expect(title(page)).toHaveText("解鎖");
  await unlock(page, "000000");
  await expect(page.getByText("口令不對，還能試 9 次")).toBeVisible();
  await expect(page.locator("#pin")).toBeFocused();
  await unlock(page);
  await open(page);
  // Whoever has passed is where they wanted to go.
  await expect(title(page)).toHaveText("同步");
  await expect(page.locator(".topbar .sync")).toContainText("沒有網絡");
  await page.locator('.bottomnav a[href="/desk/more"]').click();
  await expect(title(page)).toHaveText("更多");
  await expect(title(page)).toBeFocused();
  await expect(page).toHaveTitle("更多 · 雙聯");
});

test("a forgotten PIN is replaced by signing in", async ({ page, context, baseURL }) => {
  await as(page, context, baseURL, "cadre");
  await page.goto("/desk");
  await page.getByRole("button", { name: "忘了口令" }).click();
  await expect(page.locator("#login")).toHaveValue("cadre");
  await page.locator("#password").fill(PASSWORD);
  await page.locator("form").filter({ has: page.locator("#login") }).locator("button[type=submit]").click();
  await expect(title(page)).toHaveText("設一個解鎖口令");
  await page.locator("#pin").fill("582604");
  await page.locator("#pin-again").fill("582604");
  await page.locator("form button[type=submit]").click();
  await open(page);
  await page.reload();
  await unlock(page, "582604");
  await open(page);
});

test("language, size and theme are chosen on the page of whoever is here", async ({ page, context, baseURL }) => {
  await as(page, context, baseURL, "branch");
  await page.locator('.bottomnav a[href="/desk/more"]').click();
  await page.locator("label.chip", { hasText: "大字版" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-size", "elder");
  await page.locator("label.chip", { hasText: "深色" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.locator("label.chip", { hasText: "English" }).click();
  await unlock(page);
  await open(page);
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(title(page)).toHaveText("More");
});

test("signing out leaves nothing to read, with and without a network", async ({ page, context, baseURL, network }) => {
  await as(page, context, baseURL, "cadre");
  await synced(page);
  await kept(page);
  await network.cut();
  await page.locator('.bottomnav a[href="/desk/more"]').click();
  await page.getByRole("button", { name: "退出登錄" }).click();
  await expect(page.getByRole("dialog")).toContainText("都已送出");
  await page.getByRole("dialog").getByRole("button", { name: "退出登錄" }).click();
  await expect(title(page)).toHaveText("登錄工作台");
  const left = await page.evaluate(async () => {
    const keys = Object.keys(localStorage).filter((key) => /^(key|hello)\./.test(key) && key !== "hello.device");
    return [...keys, JSON.parse(localStorage.getItem("here") ?? "{}").account ?? "nobody"];
  });
  expect(left).toEqual(["nobody"]);
});

test("what is unsent is named, outlives signing out, and goes with the next sign-in", async ({ page, context, baseURL, network }) => {
  await as(page, context, baseURL, "cadre");
  await synced(page);
  await kept(page);
  await network.cut();
  // Not the first one, which the stories of a visit need as it is.
  await page.locator("#households .row").nth(6).click();
  await page.locator('a[href$="/visit"]').filter({ visible: true }).first().click();
  await page.locator("#met label.chip").first().click();
  await page.locator("#said").fill("水渠要修");
  await page.locator("#next label.chip").first().click();
  await page.locator(".savebar button[type=submit]").click();
  await expect(page.locator(".topbar .sync")).toContainText("未送 1");

  await page.locator(".topbar .sync").click();
  await expect(page.locator(".held")).toHaveCount(1);
  await expect(page.locator(".held")).toContainText("記走訪");
  await expect(page.locator(".held")).toContainText("村");
  await accessible(page, "sync with something unsent");

  await page.locator('.bottomnav a[href="/desk/more"]').click();
  await page.getByRole("button", { name: "退出登錄" }).click();
  await expect(page.getByRole("dialog")).toContainText("還有 1 件沒送出");
  await page.getByRole("dialog").getByRole("button", { name: "取消" }).click();
  await page.getByRole("button", { name: "退出登錄" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "退出登錄" }).click();
  await expect(title(page)).toHaveText("登錄工作台");

  await network.lay();
  await signIn(page, "cadre");
  await synced(page);
  await page.locator(".topbar .sync").click();
  await expect(page.locator(".held")).toHaveCount(0);
  await expect(page.getByText("這台設備上的記錄都已送到服務器。")).toBeVisible();
});

const LANDINGS = ["cadre", "unit", "branch", "supervisor", "township", "office", "orgdept", "discipline", "admin"];

for (const login of LANDINGS) {
  test(`${login} lands where their duty is`, async ({ page, context, baseURL }) => {
    await as(page, context, baseURL, login);
    if (login !== "admin") await synced(page);
    await expect(title(page)).not.toBeEmpty();
    await accessible(page, `home of ${login}`);
    if (["unit", "township", "office", "orgdept", "discipline"].includes(login)) {
      const first = page.locator("table tbody tr").first();
      await expect(first.locator("td a")).toHaveCount(5);
    }
  });
}

for (const lang of LANGS) {
  for (const mode of Object.keys(MODES)) {
    test(`axe finds nothing on the desk: ${lang}, ${mode}`, async ({ page, context, baseURL, allowed }) => {
      test.setTimeout(120_000);
      allowed.push(/^Failed to load resource: the server responded with a status of 422/);
      await choose(context, baseURL, lang, mode);
      await page.goto("/desk");
      await page.locator("#login").waitFor();
      await accessible(page, "sign in");
      for (const link of ["set-password", "setup"]) {
        await page.goto(`/desk/${link}#token=abc`);
        await expect(page.getByRole("alert")).toBeVisible(); // no such link: that is said, and no form is filled in vain
        await expect(page.locator("#password")).toHaveCount(0);
        await accessible(page, `${link}, dead`);
        await page.route("**/api/auth/link", (route) => route.fulfill({ status: 204 }));
        await page.goto("about:blank");
        await page.goto(`/desk/${link}#token=abc`);
        await page.locator("#password").waitFor();
        await accessible(page, link);
        expect(page.url()).not.toContain("abc");
        await page.unroute("**/api/auth/link");
      }
      await as(page, context, baseURL, "branch", lang, mode);
      await synced(page);
      await page.goto("/desk");
      await page.locator("#pin").waitFor();
      await accessible(page, "unlock");
      await unlock(page);
      await open(page);
      for (const size of ["phone", "pc"]) {
        await page.setViewportSize(SIZES[size]);
        for (const where of ["/desk/more", "/desk/sync", "/desk"]) {
          await page.locator(`a[href="${where}"]`).filter({ visible: true }).first().click();
          await expect(page.locator("main#main")).toBeVisible();
          await accessible(page, `${where} at ${size}`);
          const [inner, whole] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
          expect.soft(whole, `${where} at ${size}: wider than its window`).toBeLessThanOrEqual(inner);
        }
      }
    });
  }
}
