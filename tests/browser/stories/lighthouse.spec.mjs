// Lighthouse's accessibility and best practices of the public board on a phone: both 100.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { test, expect } from "../support/story.mjs";
import { CHROMIUM, FLAGS } from "../support/chromium.mjs";
import { BOARD } from "../support/pages.mjs";

const TOOL = join(dirname(createRequire(import.meta.url).resolve("lighthouse/package.json")), "cli/index.js");
const CATEGORIES = ["accessibility", "best-practices"];

test("the board scores 100 in accessibility and best practices", async ({ baseURL }) => {
  test.setTimeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), "shuanglian-lighthouse-"));
  try {
    const report = join(folder, "report.json");
    const flags = ["--headless=new", `--user-data-dir=${join(folder, "profile")}`, ...FLAGS].join(" ");
    const asked = [baseURL + BOARD, "--quiet", "--output=json", `--output-path=${report}`, `--only-categories=${CATEGORIES}`, `--chrome-flags=${flags}`];
    await promisify(execFile)(process.execPath, [TOOL, ...asked], { env: { ...process.env, CHROME_PATH: CHROMIUM } });
    const { categories, audits } = JSON.parse(readFileSync(report));
    for (const name of CATEGORIES) {
      const lost = categories[name].auditRefs.filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1);
      expect(lost.map(({ id }) => `${id}: ${audits[id].title}`), name).toEqual([]);
      expect(categories[name].score, name).toBe(1);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
