// Pictures to look at, in `output/pictures`: a test takes them, a person judges them.
import { test, expect } from "../support/story.mjs";
import { choose, MODES, SIZES } from "../support/modes.mjs";
import { publicPages } from "../support/pages.mjs";

for (const lang of ["zh-Hant", "en"]) {
  for (const mode of Object.keys(MODES)) {
    test(`pictures: ${lang}, ${mode}`, async ({ page, context, baseURL, request }) => {
      await choose(context, baseURL, lang, mode);
      const { front, ...pages } = await publicPages(request);
      for (const size of ["phone", "pc"]) {
        await page.setViewportSize(SIZES[size]);
        for (const [name, address] of Object.entries({ front: `${front}?q=${encodeURIComponent("城关")}`, ...pages })) {
          await page.goto(address);
          await page.evaluate(() => document.fonts.ready);
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
          await page.screenshot({ path: `output/pictures/${name}-${size}-${lang}-${mode}.png`, fullPage: true });
        }
      }
    });
  }
}
