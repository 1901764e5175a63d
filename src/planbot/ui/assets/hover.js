// The little window that shows a quote beside its marker.

import { byId, el } from "./dom.js";

const hover = byId("pb-hover");

export function reveal(link, quote, file) {
  hover.replaceChildren(el("div", { class: "pb-hover-quote" }, quote), el("div", { class: "pb-hover-file" }, file));
  hover.hidden = false;
  const box = link.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left - 12, window.innerWidth - hover.offsetWidth - 8));
  const above = box.top - hover.offsetHeight - 6;
  hover.style.left = `${left}px`;
  hover.style.top = `${above > 8 ? above : box.bottom + 6}px`;
}

export function conceal() {
  hover.hidden = true;
}
