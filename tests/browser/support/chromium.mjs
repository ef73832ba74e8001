// The browser: the system's own, so that nothing is downloaded.
export const CHROMIUM = process.env.CHROME_PATH || "/usr/bin/chromium";

// No sandbox because the tests may run as root; the rest keeps the browser from talking to anybody but our server.
export const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
