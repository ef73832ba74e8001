// Accessibility by the rules of WCAG 2.2 AA.
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// A bar that stays at the foot covers what scrolls beneath it, which is no fault: the page is looked at in its whole height.
export async function accessible(page, where) {
  const window = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (height > window.height) await page.setViewportSize({ width: window.width, height });
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  if (height > window.height) await page.setViewportSize(window);
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary ?? ""}`).join(" | ")}`);
  expect.soft(found, where).toEqual([]);
}
