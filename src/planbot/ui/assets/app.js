// Start of the page: theme, language, the drawer of documents on small screens.

import { byId } from "./dom.js";
import { closeDocuments } from "./chat.js";
import { load } from "./documents.js";
import "./uploads.js";

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

byId("pb-language").setAttribute("href", document.documentElement.lang.startsWith("zh") ? "/en/" : "/");

byId("pb-menu").addEventListener("click", () => {
  const open = document.body.classList.toggle("pb-lists");
  byId("pb-menu").setAttribute("aria-expanded", String(open));
});
byId("pb-documents").querySelector(".pb-close").addEventListener("click", closeDocuments);

load();
