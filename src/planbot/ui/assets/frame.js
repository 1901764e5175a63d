// What every page has: theme, language, who is signed in, the panel at the side on small screens, and the keys that close things.

import { byId, getJson, words } from "./dom.js";
import { conceal } from "./hover.js";
import * as source from "./source.js";

const THEME = "planbot-theme";
const systemDark = window.matchMedia("(prefers-color-scheme: dark)");
const dark = () => (localStorage.getItem(THEME) ?? (systemDark.matches ? "dark" : "light")) === "dark";

// Gradio sets the same class by the system's preference alone; the person's choice wins.
function applyTheme() {
  if (document.body.classList.contains("dark") !== dark()) document.body.classList.toggle("dark", dark());
}
new MutationObserver(applyTheme).observe(document.body, { attributes: true, attributeFilter: ["class"] });
systemDark.addEventListener("change", applyTheme);
byId("pb-theme").addEventListener("click", () => {
  localStorage.setItem(THEME, dark() ? "light" : "dark");
  applyTheme();
});
applyTheme();

// The same page, and the same place in it, in the other language.
const language = byId("pb-language");
const pointLanguage = () => {
  const path = location.pathname.replace(/^\/en(?=\/|$)/, "") || "/";
  const other = document.documentElement.lang.startsWith("zh") ? `/en${path}` : path;
  language.setAttribute("href", other + location.search + location.hash);
};
pointLanguage();
language.addEventListener("pointerdown", pointLanguage);
language.addEventListener("focus", pointLanguage);

// A class on the body tells the styles what this person may do; the server decides, whatever the page shows.
const person = byId("pb-person");
getJson("/api/me").then((me) => {
  document.body.classList.add(`pb-is-${me.role}`);
  if (!me.signed_in) return;
  person.querySelector("summary").textContent = me.name;
  person.querySelector(".pb-role").textContent = words(`script.${me.role}`);
  person.hidden = false;
}, () => {});

const side = byId("pb-side");
const menu = byId("pb-menu");
menu.hidden = !side;

export function closeSide() {
  const open = document.body.classList.contains("pb-lists");
  document.body.classList.remove("pb-lists");
  menu.setAttribute("aria-expanded", "false");
  return open;
}

menu.addEventListener("click", () => {
  const open = document.body.classList.toggle("pb-lists");
  menu.setAttribute("aria-expanded", String(open));
});
side?.querySelector(".pb-close").addEventListener("click", closeSide);

window.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return;
    conceal();
    if (person.open) person.open = false;
    else if (source.close() || closeSide()) event.preventDefault();
  },
  true,
);
