// Stories in the system's Chromium against the real program. One after the other: they share a server and two cores.
import { defineConfig } from "@playwright/test";
import { CHROMIUM, FLAGS } from "./support/chromium.mjs";

export default defineConfig({
  testDir: "stories",
  outputDir: "output/traces",
  globalSetup: "./support/server.mjs",
  retries: 0,
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: CHROMIUM, args: FLAGS },
    locale: "zh-TW",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 360, height: 740 },
    trace: "off",
    screenshot: "only-on-failure",
  },
});
