// A matter's way: opened at the village's PC, moved on with the network cut, seen by everybody; an objection holds it until it is answered.
import { test, expect, kept } from "../support/story.mjs";
import { accessible } from "../support/axe.mjs";
import { as, open, synced, unlock } from "../support/desk.mjs";
import { choose, LANGS, MODES, SIZES } from "../support/modes.mjs";
import { BOARD, VILLAGE } from "../support/pages.mjs";

const MATTERS = `/desk/v/${VILLAGE}/matters`;
const NOTICES = `/desk/v/${VILLAGE}/notices`;
const IDEAS = `/desk/v/${VILLAGE}/ideas`;
const TITLE = "三組曬場加固";
const TODAY = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10); // in China

test.use({ viewport: SIZES.pc });

// Fills what the step's record asks for beyond what the form proposes.
async function hold(page, { attended, votesFor, summary }) {
  await page.locator("#sitting-place").fill("村級活動中心");
  for (const [who, name, office] of [["chair", "周丁卯", "村黨支部書記"], ["recorder", "李己丑", "支部委員"]]) {
    await page.locator(`#${who}-name`).fill(name);
    await page.locator(`#${who}-office`).fill(office);
  }
  await page.locator("#expected").fill("9");
  await page.locator("#attended").fill(String(attended));
  await page.locator("#votes-for").fill(String(votesFor));
  await page.locator("#sitting-summary").fill(summary);
}

test("branch opens a matter, moves it with the network cut, and the board shows it", async ({ page, context, baseURL, browser, network, request }) => {
  test.setTimeout(120_000);
  await as(page, context, baseURL, "branch");
  await synced(page);
  await kept(page);
  // Somebody has the board open meanwhile.
  const watching = await browser.newContext({ baseURL });
  await choose(watching, baseURL, "zh-Hant");
  const watched = await watching.newPage();
  await watched.goto(BOARD);
  await expect(watched.locator("article.matter").first()).toBeVisible();

  await page.goto(MATTERS);
  await unlock(page);
  await page.getByRole("link", { name: "立一個議題" }).click();

  // What is missing is said beside its field, and the focus goes there.
  await page.locator("#attended").fill("很多");
  await page.locator("form button[type=submit]").click();
  await expect(page.locator("#matter-title-error")).toHaveText("這一項要填");
  await expect(page.locator("#attended-error")).toHaveText("請填數字");
  await expect(page.locator("#matter-title")).toBeFocused();

  await page.locator("#matter-title").fill(TITLE);
  await page.locator("#matter-kind").selectOption("public_works");
  await page.locator("#matter-background").fill("曬場邊坡鬆動，雨季前要加固。");
  await page.locator("#matter-options").fill("漿砌片石護坡\n只清理鬆土");
  await page.locator("#matter-money").fill("３６,500");
  await hold(page, { attended: 5, votesFor: 5, summary: "支部會提出，一致同意提交商議。" });
  // What happened has come: a day after today is refused beside its field, and nothing is sealed.
  await page.locator("#sitting-held-on").fill("2031-03-01");
  await page.locator("form button[type=submit]").click();
  await expect(page.locator("#sitting-held-on-error")).toContainText("這一天還沒到");
  await page.locator("#sitting-held-on").fill(TODAY);
  await page.locator("form button[type=submit]").click();
  // It is looked at as everybody will read it, and only then sealed.
  await expect(page.locator(".look-sheet")).toContainText("雨季前要加固");
  await page.locator(".look .button-seal").click();
  await page.waitForURL(/matters\/[0-9a-f-]{36}$/); // what is looked at before has the same heading
  await expect(page.getByRole("heading", { name: TITLE })).toBeVisible();
  await synced(page);
  const record = new URL(page.url()).pathname.replace("/desk", "");
  await expect.poll(async () => (await request.get(BOARD)).text()).toContain(TITLE);
  await expect(watched.locator("article.matter").filter({ hasText: TITLE })).toBeVisible({ timeout: 15_000 });
  await watching.close();

  await network.cut();
  await page.getByRole("button", { name: "進到「商議」" }).click();
  await hold(page, { attended: 8, votesFor: 3, summary: "兩委商量：漿砌片石護坡，錢從村集體收入出。" });
  // What cannot be taken back is not chosen for anybody, and a day before the step before is said in the form.
  await page.locator("#sitting-held-on").fill("2020-01-01");
  await page.locator(".advance button[type=submit]").click();
  await expect(page.locator("#outcome-error")).toHaveText("這一項要填");
  await expect(page.locator("#sitting-held-on-error")).toContainText("日期早了");
  await page.locator("#sitting-held-on").fill(TODAY);
  await page.getByRole("radio", { name: "通過", exact: true }).check();
  await page.locator("#votes-against").fill("5");
  await page.locator(".advance button[type=submit]").click();
  await expect(page.locator("#votes-for-error")).toContainText("不能記成通過");
  await page.locator("#votes-for").fill("8");
  await page.locator("#votes-against").fill("0");
  await page.locator(".advance button[type=submit]").click();
  // It comes into sight at its beginning, with the focus, and says first what came of the meeting.
  await expect(page.locator(".look")).toBeFocused();
  await expect(page.locator(".look .notice").first()).toBeInViewport();
  await expect(page.locator(".look .outcome")).toHaveText(/商議\s*通過/);
  await expect(page.locator(".look .outcome")).toBeInViewport();
  await page.locator(".look .button-seal").click();
  await expect(page.getByText("已存在這台設備，還沒送出").first()).toBeVisible();
  // What is offered follows the record: the step after the one just held.
  await expect(page.getByRole("button", { name: "進到「審議」" })).toBeVisible();
  await expect(page.getByRole("button", { name: "進到「商議」" })).toHaveCount(0);

  await page.reload();
  await unlock(page);
  await open(page);
  await expect(page.locator(".step-record").filter({ hasText: "漿砌片石護坡，錢從" })).toBeVisible();
  await expect(page.getByText("已存在這台設備，還沒送出").first()).toBeVisible();

  await network.lay();
  await synced(page);
  await expect.poll(async () => (await request.get(record)).text()).toContain("錢從村集體收入出");

  const plain = await browser.newContext({ javaScriptEnabled: false, baseURL });
  await choose(plain, baseURL, "zh-Hant");
  const board = await plain.newPage();
  await board.goto(BOARD);
  const matter = board.locator("article.matter").filter({ hasText: TITLE });
  await expect(matter).toContainText("現在：黨員大會審議");
  await plain.close();
});

test("an objection holds the next step until somebody not involved has answered it", async ({ page, context, baseURL }) => {
  test.setTimeout(120_000);
  await as(page, context, baseURL, "committee");
  await synced(page);
  await page.goto(MATTERS);
  await unlock(page);
  await page.getByRole("link", { name: "二组道路硬化" }).click();
  await page.getByRole("button", { name: "進到「公開」" }).click();
  await expect(page.getByText("有異議未答覆，下一步先等著").first()).toBeVisible();
  const advance = page.locator(".advance");
  await advance.locator("#sitting-place").fill("村務公開欄");
  await advance.locator("#sitting-summary").fill("決議貼在公開欄和各組。");
  // What cannot be saved is not offered.
  await expect(advance.getByText("請先逐條答覆異議")).toBeVisible();
  await expect(advance.locator("button[type=submit]")).toHaveCount(0);

  const objection = page.locator(".objections > li").filter({ hasText: "排水沟" });
  await objection.locator("textarea").fill("排水沟已写进施工方案，与路面一起修。");
  await objection.locator("button[type=submit]").click();
  await expect(objection.locator(".look-sheet")).toContainText("与路面一起修");
  await objection.locator(".look .button-seal").click();
  await expect(page.locator(".objections > li").filter({ hasText: "排水沟已写进施工方案" }).first()).toContainText("已答覆");

  await expect(advance.locator("#sitting-summary")).toHaveValue("決議貼在公開欄和各組。");
  await advance.locator("button[type=submit]").click();
  await page.locator(".look .button-seal").click();
  await expect(page.locator(".look")).toHaveCount(0); // sealed
  await expect(page.locator(".sheet .step-record").filter({ hasText: "決議貼在公開欄和各組。" })).toBeVisible();
  await synced(page);
  await page.goto(NOTICES);
  await unlock(page);
  await expect(page.getByRole("link", { name: /二组道路硬化/ })).toBeVisible(); // the decision hangs as a notice
});

test("a wrong day is corrected beside the sealed record, and a meeting is called for a day to come", async ({ page, context, baseURL, request }) => {
  test.setTimeout(120_000);
  await as(page, context, baseURL, "branch");
  await synced(page);
  await page.goto(MATTERS);
  await unlock(page);
  await page.getByRole("button", { name: "通知開會" }).click();
  await page.locator("#meeting-on").fill("2020-01-01");
  await page.locator("#meeting-at").fill("09:30");
  await page.locator("#meeting-place").fill("村級活動中心");
  await page.locator("#meeting-agenda").fill("春耕");
  await page.locator("form button[type=submit]").click();
  await expect(page.locator("#meeting-on-error")).toContainText("這一天已經過去");

  await page.getByRole("link", { name: "四组蓄水池清淤" }).click();
  await page.getByRole("button", { name: "更正日期" }).click();
  const form = page.locator("form.boxed");
  // The proposal has no step before it: a day earlier keeps the order, whatever other stories did with the matter.
  const proposal = form.locator("#correct-step option").filter({ hasText: "提議" });
  const [, year, month, day] = (await proposal.innerText()).match(/(\d+) *年 *(\d+) *月 *(\d+) *日/);
  await form.locator("#correct-step").selectOption(await proposal.getAttribute("value"));
  await form.locator("#correct-day").fill(new Date(Date.UTC(year, month - 1, day - 1)).toISOString().slice(0, 10));
  await form.locator("#correct-reason").fill("抄錯了日期");
  await form.locator("button[type=submit]").click();
  await page.locator(".look .button-seal").click();
  await expect(page.locator(".look")).toHaveCount(0); // sealed
  await expect(page.locator(".sheet .step-record").filter({ hasText: "抄錯了日期" })).toBeVisible();
  await synced(page);
  const record = new URL(page.url()).pathname.replace("/desk", "");
  await expect.poll(async () => (await request.get(record)).text()).toContain("抄錯了日期");
});

test("a notice is checked for persons before it is posted, and taken down with a reason", async ({ page, context, baseURL, request }) => {
  test.setTimeout(120_000);
  await as(page, context, baseURL, "committee");
  await synced(page);
  await page.goto(`${NOTICES}/new`);
  await unlock(page);
  await page.locator("#notice-title").fill("臨時救助名單");
  await page.locator("#notice-body").fill("李大山，電話 13812345678，救助 800 元。");
  await expect(page.getByText("138****5678")).toBeVisible();
  await page.locator("form button[type=submit]").click();
  await expect(page.locator("#notice-body-error")).toContainText("138****5678");
  await page.getByRole("button", { name: "都遮去一部分" }).click();
  await expect(page.locator("#notice-body")).toHaveValue(/138\*{4}5678/);
  await page.locator("form button[type=submit]").click();
  await expect(page.locator("#until-error")).toHaveText("這一項要填"); // who is named is named for a time only
  const until = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  await page.locator("#until").fill(until);
  await page.locator("form button[type=submit]").click();
  await expect(page.getByText("公開後大家看到的就是這樣")).toBeVisible();
  await page.getByRole("button", { name: "發公示" }).click();
  await page.waitForURL(/notices\/[0-9a-f-]{36}$/); // what is looked at before has the same heading
  await expect(page.getByRole("heading", { name: "臨時救助名單" })).toBeVisible();
  await synced(page);
  const address = new URL(page.url()).pathname.replace("/desk", "");
  await expect.poll(async () => (await request.get(address)).text()).toContain("138****5678");
  const html = await (await request.get(address)).text();
  expect(html).toContain('<meta name="robots" content="noindex">');

  await page.getByRole("button", { name: "撤下公示" }).click();
  await page.locator("#withdraw-reason").fill("名單有誤，另發更正。");
  await page.locator("form button[type=submit]").click();
  await synced(page);
  await expect.poll(async () => (await request.get(address)).text()).not.toContain("138****5678");
});

for (const [lang, mode] of [...LANGS.map((lang) => [lang, "light"]), ["zh-Hant", "dark"], ["zh-Hant", "elder"]]) {
  test(`the village's desk is accessible and fits: ${lang}, ${mode}`, async ({ page, context, baseURL }) => {
    test.setTimeout(180_000);
    await as(page, context, baseURL, "committee", lang, mode);
    await synced(page);
    await page.goto(MATTERS);
    await unlock(page);
    await expect(page.locator("article.matter").first()).toBeVisible();
    const matter = await page.locator("article.matter h3 a").nth(3).getAttribute("href");
    const pages = { matters: MATTERS, matter, notices: NOTICES, post: `${NOTICES}/new`, ideas: IDEAS };
    for (const [name, address] of Object.entries(pages)) {
      await page.goto(address);
      await unlock(page);
      await open(page);
      await expect(page.locator(".topbar h1")).toBeVisible();
      if (name === "matter") await page.locator("main .section .button-primary").first().click();
      for (const size of ["pc", "phone"]) {
        await page.setViewportSize(SIZES[size]);
        await accessible(page, `${name} at ${size}`);
        const [inner, whole] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
        expect.soft(whole, `${name} at ${size}`).toBeLessThanOrEqual(inner);
        await page.screenshot({ path: `output/pictures/desk-${name}-${size}-${lang}-${mode}.png`, fullPage: true });
      }
      await page.setViewportSize(SIZES.pc);
    }
  });
}
