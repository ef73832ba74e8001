// The screen of a village's activity centre: enrolled once, without a network, with visitors who do not sign in, and with the committee.
import { test, expect, kept } from "../support/story.mjs";
import { accessible } from "../support/axe.mjs";
import { choose, LANGS, SIZES } from "../support/modes.mjs";
import { BOARD, VILLAGE } from "../support/pages.mjs";
import { enrolmentCode } from "../support/kiosk.mjs";
import { everythingKept } from "../support/storage.mjs";
import { Wire } from "../support/wire.mjs";

const STILL_MS = 61_000; // a minute and the tick after it
const ASKED_MS = 21_000;
const PASSWORD = "shuanglian-demo";
const SMALLEST_TARGET = 64;
const APART = 8;

test.use({ viewport: SIZES.kiosk, hasTouch: true });

// An enrolled kiosk on its first screen.
async function enrol(page, context, baseURL, { lang = "zh-Hant", mode = "light", clock = false } = {}) {
  await choose(context, baseURL, lang, mode);
  if (clock) await page.clock.install();
  await page.goto("/kiosk");
  await page.locator(".codepad").waitFor();
  await page.keyboard.type(enrolmentCode(VILLAGE));
  await page.keyboard.press("Enter");
  await expect(page.locator(".attract")).toBeVisible();
  await expect(page.locator(".attract section").nth(1)).toBeVisible(); // more than that there is nothing yet
}

const open = async (page, door) => {
  await page.locator(".attract-start").click();
  await page.locator(`a.door[href="/kiosk/${door}"]`).click();
};

const send = (page) => page.locator(".kiosk-actions .button-primary").click();

async function receipt(page) {
  await expect(page.locator(".receipt-code code").first()).toBeVisible();
  return page.locator(".receipt-code code").first().innerText();
}

async function lookUp(page, code) {
  await page.goto("/kiosk/receipt");
  await page.locator(".codepad").waitFor();
  await page.keyboard.type(code);
}

test("a wrong code is refused in words, and a used one does not enrol a second kiosk", async ({ page, context, baseURL, allowed, browser, wire }) => {
  allowed.push(/^Failed to load resource: the server responded with a status of 4\d\d/);
  await choose(context, baseURL, "en");
  await page.goto("/kiosk");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Enrol this device");
  for (const key of ["0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0"]) await page.locator(".numpad-keys").getByRole("button", { name: key, exact: true }).click();
  await page.getByRole("button", { name: "Enrol", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "code" })).toBeVisible();
  await page.getByRole("button", { name: "Clear" }).click();
  const code = enrolmentCode(VILLAGE);
  await page.keyboard.type(code.toLowerCase());
  await page.keyboard.press("Enter");
  await expect(page.locator(".attract")).toBeVisible();
  const other = await browser.newContext({ baseURL: wire.url, locale: "en" });
  const second = await other.newPage();
  await second.goto("/kiosk");
  await second.locator(".codepad").waitFor();
  await second.keyboard.type(code);
  await second.keyboard.press("Enter");
  await expect(second.locator(".notice-problem")).toBeVisible();
  await other.close();
});

test("it starts into its board with the network cut, takes an idea and an objection there, and sends them when it is back", async ({ page, context, baseURL, network, request }) => {
  await enrol(page, context, baseURL);
  await kept(page);
  await network.cut();
  await page.reload();
  await expect(page.locator(".attract-title")).toContainText("鎖兒頭村");
  await page.locator(".attract-start").click();
  await page.locator('a.door[href="/kiosk/board"]').click();
  await expect(page.locator("article.matter").first().locator("ol.steps > li")).toHaveCount(6);

  await page.goto("/kiosk/idea");
  await page.getByRole("radio", { name: "修路、水、電" }).check();
  await page.locator("#text").fill("路口晚上太暗，能不能裝一盞燈");
  await page.locator("#visitor").fill("沒有名字的人");
  await send(page);
  const idea = await receipt(page);
  await expect(page.locator(".notice-waiting")).toContainText("有網絡時自己會送");

  await page.goto("/kiosk/object");
  // Not the one that the committee's story moves on: an objection holds the next step.
  const matter = page.locator("a.row").filter({ hasText: "退耕地统一栽植花椒" });
  const path = (await matter.getAttribute("href")).replace("/kiosk", BOARD).replace("/object", "");
  await matter.click();
  await send(page); // nothing written yet
  await expect(page.locator(".field-error").filter({ hasText: "這一項要填" })).toBeVisible();
  await page.locator("#text").fill("占了我家的路邊地");
  await send(page);
  const objection = await receipt(page);
  await lookUp(page, objection);
  await expect(page.locator(".notice-waiting")).toContainText("有網絡時自己會送");

  const stored = await everythingKept(page);
  for (const words of ["路口晚上太暗", "沒有名字的人", "占了我家"]) expect(stored, words).not.toContain(words);

  await network.lay();
  await expect(page.locator(".notice-waiting")).toContainText("已收到，等村裡答覆", { timeout: 20_000 });
  await lookUp(page, idea);
  await expect(page.locator(".notice-waiting")).toContainText("已收到，等村裡答覆");
  const published = await (await request.get(path)).text();
  expect(published).toContain(objection);
  expect(published).not.toContain("占了我家");
});

test("a visitor objects to a notice, and finds its page by the receipt", async ({ page, context, baseURL, request }) => {
  await enrol(page, context, baseURL);
  await open(page, "object");
  const notice = page.locator('a.row[href*="/notices/"]').filter({ hasText: "低保" });
  const path = (await notice.getAttribute("href")).replace("/kiosk", BOARD).replace("/object", "");
  await notice.click();
  await page.locator("#text").fill("第一榜漏了我們組一戶");
  await send(page);
  const code = await receipt(page);
  await lookUp(page, code);
  await expect(page.locator(".notice-waiting")).toContainText("已收到，等村裡答覆", { timeout: 20_000 });
  await page.locator(".look-up a").click();
  await expect(page.locator(".sheet-title")).toContainText("低保");
  await expect(page.locator(".objections")).toContainText(code);
  const published = await (await request.get(path)).text();
  expect(published).toContain(code);
  expect(published).not.toContain("漏了我們組");
});

test("an address that leads nowhere goes to the first screen, and words are not thrown away by one press", async ({ page, context, baseURL }) => {
  await enrol(page, context, baseURL);
  for (const path of ["x", "board/notices/zzz", "matters/not-an-id"]) {
    await page.goto(`/kiosk/${path}`);
    await expect(page.locator(path.startsWith("matters") ? ".kiosk-page" : ".attract")).toBeVisible();
  }
  await page.goto("/kiosk/idea");
  await page.locator("#text").fill("還沒寫完");
  await page.getByRole("button", { name: "回首頁" }).first().click();
  await expect(page.locator("#leave")).toBeVisible();
  await page.getByRole("button", { name: "接著寫" }).click();
  await expect(page.locator("#text")).toHaveValue("還沒寫完");
});

test("a visitor who has gone is asked, and what they wrote is gone with them", async ({ page, context, baseURL }) => {
  await enrol(page, context, baseURL, { clock: true });
  await open(page, "idea");
  await page.locator("#text").fill("還沒寫完的話");
  await page.clock.runFor(STILL_MS);
  await expect(page.locator("#idle")).toBeVisible();
  await page.getByRole("button", { name: "我還在看" }).click();
  await expect(page.locator("#idle")).toBeHidden();
  await expect(page.locator("#text")).toHaveValue("還沒寫完的話");
  await page.clock.runFor(STILL_MS);
  await expect(page.locator("#idle")).toBeVisible();
  await page.clock.runFor(ASKED_MS);
  await expect(page.locator(".attract")).toBeVisible();
  await open(page, "idea");
  await expect(page.locator("#text")).toHaveValue("");
});

test("what a visitor chose goes with them too", async ({ page, context, baseURL }) => {
  await enrol(page, context, baseURL, { clock: true });
  await page.locator(".attract-start").click();
  await page.getByRole("link", { name: "大字版" }).click();
  await page.getByRole("link", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.locator("html")).toHaveAttribute("data-size", "elder");
  await expect(page.locator(".doors")).toBeVisible();
  await page.clock.runFor(STILL_MS + ASKED_MS);
  await expect(page.locator(".attract")).toBeVisible();
  await page.clock.runFor(2_000);
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-Hant");
  await expect(page.locator("html")).toHaveAttribute("data-size", "standard");
});

test("nothing is cleared while a page is printed", async ({ page, context, baseURL }) => {
  await enrol(page, context, baseURL, { clock: true });
  await open(page, "board");
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.clock.runFor(STILL_MS + ASKED_MS);
  await expect(page.locator("#idle")).toBeHidden();
  await expect(page.locator("article.matter").first()).toBeVisible();
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.clock.runFor(STILL_MS);
  await expect(page.locator("#idle")).toBeVisible();
});

test("there is no way out", async ({ page, context, baseURL }) => {
  await enrol(page, context, baseURL);
  for (const path of ["start", "board", "board/decided", "board/notices", "idea", "object", "receipt", "staff"]) {
    await page.goto(`/kiosk/${path}`);
    await expect(page.locator("main")).toBeVisible();
    const out = await page.locator('a[href]:not([href^="/kiosk"], [href^="?"], [href^="#"])').count();
    expect(out, `links out of /kiosk/${path}`).toBe(0);
  }
  for (const outside of ["/desk", "/desk/households", "/", BOARD]) {
    await page.goto(outside);
    await expect(page).toHaveURL(/\/kiosk$/);
    await expect(page.locator(".attract")).toBeVisible();
  }
  await page.goto("/kiosk/board");
  await expect(page.locator("article.matter").first()).toBeVisible();
  const held = await page.evaluate(() => {
    const prevented = (event) => !document.body.dispatchEvent(event);
    const key = (init) => prevented(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init }));
    const link = Object.assign(document.createElement("a"), { href: "https://example.org/" });
    document.body.append(link);
    return {
      menu: prevented(new MouseEvent("contextmenu", { bubbles: true, cancelable: true })),
      window: key({ key: "n", ctrlKey: true }),
      address: key({ key: "l", ctrlKey: true }),
      back: key({ key: "ArrowLeft", altKey: true }),
      tools: key({ key: "F12" }),
      link: !link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })),
      copy: !key({ key: "c", ctrlKey: true }),
      letter: !key({ key: "f" }),
    };
  });
  expect(Object.entries(held).filter(([, holds]) => !holds)).toEqual([]);
});

test("the committee signs in, moves a matter on without a network, and leaves nothing behind", async ({ page, context, baseURL, network, request, allowed }) => {
  test.setTimeout(120_000);
  allowed.push(/^Failed to load resource: the server responded with a status of 4\d\d/);
  await enrol(page, context, baseURL, { clock: true });
  await kept(page);

  await network.cut();
  await page.goto("/kiosk/staff");
  await page.locator("#login").fill("committee");
  await page.locator("#password").fill(PASSWORD);
  await page.locator(".kiosk-sign-in .button-primary").click();
  await expect(page.locator(".notice").filter({ hasText: "登錄要有網絡" }).first()).toBeVisible();
  await network.lay();

  const answered = page.waitForResponse((response) => response.url().endsWith("/api/auth/sign-in") && response.ok());
  await page.locator("#login").fill("committee");
  await page.locator("#password").fill(PASSWORD);
  await page.locator(".kiosk-sign-in .button-primary").click();
  const { act_key: key, account } = await (await answered).json();
  const row = page.locator("a.row").filter({ hasText: "四组蓄水池清淤" });
  const record = (await row.getAttribute("href")).replace("/kiosk/staff", BOARD);
  await row.click();
  await expect(page.locator("form.advance")).toBeVisible();

  await network.cut();
  const words = "兩委同意組織清淤，用工由受益戶分擔";
  await page.getByRole("radio", { name: "通過", exact: true }).check();
  const typed = { place: "活動中心", "chair-name": "吴戊辰", "chair-office": "主任", "recorder-name": "李四", "recorder-office": "文書" };
  await page.locator("#sitting-place").fill(typed.place);
  for (const [id, value] of Object.entries(typed).slice(1)) await page.locator(`#${id}`).fill(value);
  for (const [id, value] of [["expected", "5"], ["attended", "5"], ["votes-for", "5"]]) await page.locator(`#${id}`).fill(value);
  await page.locator("#sitting-summary").fill(words);
  await page.locator("form.advance .button-primary").click();
  await page.locator(".look .button-seal").click();
  await expect(row).toContainText("還沒送出");
  await expect(row).toContainText("黨員大會審議");

  // Nobody touches it any more: the session ends by itself.
  await page.clock.runFor(3 * 60_000 + 1_000);
  await expect(page.locator("#idle")).toBeVisible();
  await page.clock.runFor(ASKED_MS);
  await expect(page).toHaveURL(/\/kiosk\/staff\/done$/);
  await expect(page.locator(".notice-done")).toContainText("看不到您的資料");
  await expect(page.locator(".notice-waiting").filter({ hasText: "還有 1 件等網絡" })).toBeVisible();
  await expect(page.getByRole("button", { name: "回首頁" })).toHaveCount(1);

  const stored = await everythingKept(page);
  for (const left of [words, PASSWORD, key, "李四", `hello.${account.id}`, `key.${account.id}`]) expect(stored, `left behind: ${left}`).not.toContain(left);
  // Of records the public view's alone.
  for (const kind of ["household", "resident", "visit", "cadre_link"]) expect(stored, `records left behind: ${kind}`).not.toMatch(new RegExp(`"kind\\\\*":\\\\*"${kind}\\\\*"`));
  await page.goto("/kiosk/staff");
  await expect(page.locator("#login")).toHaveValue("");
  await expect(page.locator("a.row")).toHaveCount(0);

  // What they saved goes out without them.
  await network.lay();
  await expect.poll(async () => (await request.get(record)).text(), { timeout: 30_000 }).toContain(words);
});

// The committee signs in at a kiosk.
async function staff(page, login) {
  await page.goto("/kiosk/staff");
  await page.locator("#login").fill(login);
  await page.locator("#password").fill(PASSWORD);
  await page.locator(".kiosk-sign-in .button-primary").click();
}

async function review(page, words) {
  await page.locator("a.row").filter({ hasText: "村活动广场加装路灯" }).click();
  await page.getByRole("radio", { name: "通過", exact: true }).check();
  const typed = { "sitting-place": "活動中心", "chair-name": "周丁卯", "chair-office": "書記", "recorder-name": "李己丑", "recorder-office": "委員" };
  for (const [id, value] of Object.entries({ ...typed, expected: "32", attended: "20", "votes-for": "20", "sitting-summary": words })) await page.locator(`#${id}`).fill(value);
  await page.locator("form.advance [type=submit]").click();
  await expect(page.locator(".look")).toBeFocused();
  await expect(page.locator(".look .outcome")).toBeInViewport();
  await expect(page.locator(".look")).toContainText("不夠三分之二"); // what the form has warned of, the preview does not forget
  await page.locator(".look .button-seal").click();
  await expect(page.locator("a.row").first()).toBeVisible();
}

test("a step with which somebody else was faster comes back to its author at the kiosk", async ({ page, context, baseURL, browser, network, request }) => {
  test.setTimeout(180_000);
  await enrol(page, context, baseURL);
  await kept(page);
  const wire = new Wire(process.env.STORY_SERVER);
  await wire.lay();
  const faster = await browser.newContext({ baseURL: wire.url, viewport: SIZES.kiosk, hasTouch: true });
  const other = await faster.newPage();
  await enrol(other, faster, wire.url);

  await staff(page, "branch");
  await expect(page.locator("a.row").filter({ hasText: "村活动广场加装路灯" })).toBeVisible();
  await network.cut();
  const words = "黨員大會同意裝六盞燈";
  await review(page, words);
  await staff(other, "branch");
  await review(other, "黨員大會同意裝四盞燈");
  await expect(other.locator("a.row").filter({ hasText: "還沒送出" })).toHaveCount(0, { timeout: 20_000 });
  await faster.close();
  await wire.cut();

  await page.getByRole("button", { name: "辦完了，退出" }).click();
  await expect(page).toHaveURL(/\/kiosk\/staff\/done$/);
  await network.lay();
  await expect(page.locator(".notice-waiting")).toHaveCount(0, { timeout: 30_000 });

  // To others only that there is something is said.
  await staff(page, "committee");
  await expect(page.getByText("另有 1 件別人寫的被退回了")).toBeVisible();
  await expect(page.locator(".held")).toHaveCount(0);
  await page.getByRole("button", { name: "辦完了，退出" }).click();
  await expect(page).toHaveURL(/\/kiosk\/staff\/done$/);

  await staff(page, "branch");
  const held = page.locator(".held");
  await expect(held).toContainText("黨員大會審議 · 村活动广场加装路灯");
  await expect(held).toContainText("別人已先改了");
  await held.locator("summary").click();
  await expect(held).toContainText(words);
  await accessible(page, "refused");
  await held.getByRole("link", { name: "改好再送" }).click();
  await page.locator("details.fold > summary").click();
  await expect(page.locator(".kiosk-form")).toContainText(words);
  await page.getByRole("link", { name: "返回" }).click();
  await held.getByRole("button", { name: "不要了" }).click();
  await page.locator("dialog[open]").getByRole("button", { name: "不要了" }).click();
  await expect(held).toHaveCount(0);
});

test("whoever has nothing to do in the village is told so and not signed in", async ({ page, context, baseURL, allowed }) => {
  allowed.push(/^Failed to load resource: the server responded with a status of 4\d\d/);
  await enrol(page, context, baseURL);
  for (const login of ["cadre", "office", "admin"]) {
    await staff(page, login);
    await expect(page.locator(".notice-problem")).toContainText("沒有要在這裡辦的事");
    await expect(page.locator("#login")).toBeVisible();
    await expect(page.locator("a.row")).toHaveCount(0);
  }
});

for (const [size, lang, mode] of [["kioskWide", "zh-Hans", "light"], ["kioskWide", "en", "elder"], ["kiosk", "en", "light"]]) {
  test(`everything is on the screen: ${size}, ${lang}, ${mode}`, async ({ page, context, baseURL }) => {
    test.setTimeout(120_000);
    await page.setViewportSize(WIDE[size] ?? SIZES.kiosk);
    await choose(context, baseURL, lang, mode);
    await page.goto("/kiosk");
    await page.locator(".codepad").waitFor();
    await onScreen(page, ".kiosk-enrol .button-primary", "enrolment");
    await enrol(page, context, baseURL, { lang, mode });
    await onScreen(page, ".attract-start", "first screen");
    for (const path of ["start", "board", "idea", "receipt"]) {
      await page.goto(`/kiosk/${path}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      for (const target of ["#contact", ".kiosk-actions .button-primary", ".kiosk-foot"]) await onScreen(page, target, path);
      await fitted(page, path);
    }
  });
}

const WIDE = { kioskWide: { width: 1920, height: 1080 } };

// What is on the page is on the screen, and no word of a button or a tab is broken.
async function onScreen(page, selector, where) {
  const found = await page.locator(selector).evaluateAll((elements) => {
    const seen = elements.map((element) => ({ box: element.getBoundingClientRect(), top: document.elementFromPoint(...middle(element)), element }));
    function middle(element) {
      const { left, top, width, height } = element.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    }
    return seen.map(({ box, top, element }) => ({ low: box.bottom <= innerHeight + 1, shown: top !== null && (element.contains(top) || top.contains(element)) }));
  });
  for (const { low, shown } of found) expect.soft(low && shown, `${where}: ${selector}`).toBe(true);
}

for (const lang of LANGS) {
  for (const mode of ["light", "elder"]) {
    test(`axe finds nothing on the kiosk, and every target is large enough: ${lang}, ${mode}`, async ({ page, context, baseURL }) => {
      test.setTimeout(180_000);
      await choose(context, baseURL, lang, mode);
      await page.goto("/kiosk");
      await page.locator(".codepad").waitFor();
      await accessible(page, "enrolment");
      await enrol(page, context, baseURL, { lang, mode });
      await accessible(page, "first screen");
      for (const path of ["start", "board", "board/decided", "board/notices", "board/answers", "idea", "object", "receipt", "staff", "staff/done"]) {
        await page.goto(`/kiosk/${path}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await accessible(page, path);
        await fitted(page, path);
      }
      await page.goto("/kiosk/board/decided");
      await page.locator(".matter-title a").first().click();
      await expect(page.locator(".sheet")).toBeVisible();
      await accessible(page, "record");
      await fitted(page, "record");
    });
  }
}

// Fingers, not pointers: what can be pressed is large and does not touch its neighbour. The page itself never scrolls.
async function fitted(page, where) {
  const found = await page.evaluate(
    ([smallest, apart]) => {
      const shown = [...document.querySelectorAll(".kiosk-actions a, .kiosk-actions button, .kiosk-foot a, .kiosk-foot button, .leaves-turn button, .door, .codepad button, .row, .chip")];
      const whole = shown.map((element) => ({ name: element.innerText, element, box: element.getBoundingClientRect() })).filter(({ box }) => box.width > 0);
      const small = whole.filter(({ box }) => Math.min(box.height, box.width) < smallest - 0.5).map(({ name }) => `small: ${name}`);
      // What lies beyond the edge of a leaf can be neither seen nor pressed.
      const onLeaf = (element, { left, right, top, bottom }) => {
        const leaf = element.closest(".leaves-body")?.getBoundingClientRect() ?? { top: -Infinity, bottom: Infinity };
        return { left, right, top: Math.max(top, leaf.top), bottom: Math.min(bottom, leaf.bottom) };
      };
      const boxes = whole.map(({ name, element, box }) => ({ name, box: onLeaf(element, box) })).filter(({ box }) => box.bottom > box.top);
      const gap = (a, b) => Math.max(a.left - b.right, b.left - a.right, a.top - b.bottom, b.top - a.bottom);
      const near = boxes.flatMap(({ name, box }, at) => boxes.slice(at + 1).filter((other) => gap(box, other.box) < apart - 0.5 && gap(box, other.box) > -0.5).map((other) => `near: ${name} ${other.name}`));
      const { scrollHeight, scrollWidth } = document.documentElement;
      const runsOff = scrollWidth > innerWidth || scrollHeight > innerHeight ? [`runs off: ${scrollWidth} × ${scrollHeight}`] : [];
      return [...small, ...near, ...runsOff];
    },
    [SMALLEST_TARGET, APART],
  );
  expect.soft(found, where).toEqual([]);
}
