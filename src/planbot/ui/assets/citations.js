// Citations: hovering shows the quote, a click opens it in its document.

import { conceal, reveal } from "./hover.js";
import * as source from "./source.js";

const LINKS = "a.pb-cite, a.pb-source";
export const said = (card, name) => card?.querySelector(`.pb-${name}`)?.textContent ?? "";

const cardOf = (link) =>
  link.matches(".pb-source")
    ? link
    : [...(link.closest(".pb-answer")?.querySelectorAll(".pb-source") ?? [])].find((card) => card.getAttribute("href") === link.getAttribute("href"));

// "#cite/<document>/<start>/<end>/<page>"
function placeOf(link) {
  const [, identity, start, end, page] = link.getAttribute("href").split("/");
  return { document: decodeURIComponent(identity), start: Number(start), end: Number(end), page: Number(page) || null };
}

function open(link) {
  const card = cardOf(link);
  const about = Object.fromEntries(["file", "where", "page", "warning"].map((name) => [name, said(card, name)]));
  source.openAt(placeOf(link), about, () => card?.classList.remove("pb-open"));
  card?.classList.add("pb-open");
}

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.(LINKS);
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    conceal();
    open(link);
  },
  true,
);

function show(event) {
  const link = event.target.closest?.("a.pb-cite");
  const card = link && cardOf(link);
  if (card) reveal(link, said(card, "quote"), said(card, "file"));
}

document.addEventListener("mouseover", show);
document.addEventListener("focusin", show);
document.addEventListener("mouseout", conceal);
document.addEventListener("focusout", conceal);
document.addEventListener("scroll", conceal, true);
