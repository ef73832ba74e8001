// The ways a page is shown, chosen as a reader's cookies choose them.
export const LANGS = ["zh-Hant", "zh-Hans", "en"];

export const MODES = {
  light: { theme: "light", size: "standard" },
  dark: { theme: "dark", size: "standard" },
  elder: { theme: "light", size: "elder" },
};

export const SIZES = {
  phone: { width: 360, height: 740 },
  pc: { width: 1280, height: 800 },
  kiosk: { width: 1080, height: 1920 },
};

export async function choose(context, url, lang, mode = "light") {
  const values = { lang, ...MODES[mode] };
  await context.addCookies(Object.entries(values).map(([name, value]) => ({ name, value, url })));
}
