// Runs before the first paint of a shell that may come from the device's cache: language, theme, size and contrast on <html>,
// and the shell's line in that language. The rules are those of `shared::text::negotiate` and `app::shell::mode`.
(() => {
  const root = document.documentElement;

  const kept = (name) => {
    const pair = document.cookie.split("; ").find((one) => one.startsWith(name + "="));
    if (pair) return pair.slice(name.length + 1);
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null; // storage refused, or not written by us
    }
  };

  const ofBrowser = () => {
    for (const tag of navigator.languages || [navigator.language]) {
      const parts = tag.toLowerCase().split(/[-_]/);
      if (parts[0] === "en") return "en";
      if (parts[0] !== "zh") continue;
      const has = (...wanted) => wanted.some((one) => parts.includes(one));
      return has("hant") || (!has("hans") && has("tw", "hk", "mo")) ? "zh-Hant" : "zh-Hans";
    }
    return "zh-Hans";
  };

  const choose = (attribute, name, values, otherwise) => {
    const value = kept(name);
    root.setAttribute(attribute, values.includes(value) ? value : otherwise());
  };
  choose("lang", "lang", ["zh-Hant", "zh-Hans", "en"], ofBrowser);
  choose("data-theme", "theme", ["auto", "light", "dark"], () => "auto");
  choose("data-size", "size", ["standard", "elder"], () => "standard");
  choose("data-contrast", "contrast", ["auto", "more", "less"], () => "auto");

  // `start.js` shows the line about a failed start instead, where there is one.
  document.addEventListener("DOMContentLoaded", () => {
    for (const line of document.querySelectorAll("[data-shell=loading], [data-shell=offline]")) line.hidden = line.lang !== root.lang;
  });
})();
