// Every public page in every language and mode, on a phone and on a PC.
import { test, expect } from "../support/story.mjs";
import { accessible } from "../support/axe.mjs";
import { choose, LANGS, MODES, SIZES } from "../support/modes.mjs";
import { publicPages } from "../support/pages.mjs";

for (const lang of LANGS) {
  for (const mode of Object.keys(MODES)) {
    test(`axe finds nothing: ${lang}, ${mode}`, async ({ page, context, baseURL, request }) => {
      test.setTimeout(180_000);
      await choose(context, baseURL, lang, mode);
      const pages = await publicPages(request);
      for (const size of ["phone", "pc"]) {
        await page.setViewportSize(SIZES[size]);
        for (const [name, address] of Object.entries(pages)) {
          await page.goto(address);
          await accessible(page, `${name} at ${size}`);
          if (size === "phone") await fits(page, name);
        }
      }
    });
  }
}

for (const lang of LANGS) {
  test(`nothing runs off sideways at 320 px with text of 200 %: ${lang}`, async ({ page, context, baseURL, request }) => {
    await choose(context, baseURL, lang);
    await page.setViewportSize({ width: 320, height: 640 });
    const cdp = await context.newCDPSession(page);
    for (const [name, address] of Object.entries(await publicPages(request))) {
      await page.goto(address);
      await fits(page, name);
      await enlarge(cdp);
      await fits(page, `${name}, enlarged`);
    }
  });
}

// Text of 200 % as a reader sets it in the browser: the root's size doubles, and all that is measured by it.
async function enlarge(cdp) {
  await cdp.send("Runtime.evaluate", { expression: "document.documentElement.style.fontSize = '200%'" });
}

async function fits(page, where) {
  const [inner, whole] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
  expect.soft(whole, `${where}: width of the page in a window of ${inner}`).toBeLessThanOrEqual(inner);
}
