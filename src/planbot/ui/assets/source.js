// The source panel: a citation's passage, highlighted in its document.

import { byId, el, getJson, words } from "./dom.js";

const panel = byId("pb-source");
const origin = panel.querySelector(".pb-origin");
const text = panel.querySelector(".pb-text");
const STEP = 4;
const AROUND = 1500;
let opener = null;

// "#cite/<document>/<start>/<end>"
function target(href) {
  const [, identity, start, end] = href.slice(href.indexOf("#")).split("/");
  return { identity, start: Number(start), end: Number(end) };
}

export function open(link, card) {
  opener = link;
  head(card);
  text.replaceChildren(el("p", { class: "pb-message" }, words("script.source_loading")));
  panel.hidden = false;
  document.body.classList.add("pb-reads");
  for (const other of document.querySelectorAll(".pb-open")) other.classList.remove("pb-open");
  card?.classList.add("pb-open");
  panel.focus({ preventScroll: true });
  show(target(link.getAttribute("href")), AROUND);
}

export function close() {
  if (panel.hidden) return false;
  panel.hidden = true;
  document.body.classList.remove("pb-reads");
  for (const other of document.querySelectorAll(".pb-open")) other.classList.remove("pb-open");
  opener?.focus?.();
  return true;
}

// File, heading path and page, as the citation's card under the answer says them.
function head(card) {
  const said = (name) => card?.querySelector(`.pb-${name}`)?.textContent ?? "";
  const line = (name) => (said(name) ? el("div", { class: `pb-${name}` }, said(name)) : null);
  origin.replaceChildren(...["file", "where", "page", "warning"].map(line).filter(Boolean));
}

async function show(place, around) {
  const { identity, start, end } = place;
  try {
    const view = await getJson(`/api/documents/${identity}/passage?start=${start}&end=${end}&around=${around}`);
    draw(view, () => show(place, around * STEP));
  } catch (error) {
    text.replaceChildren(el("p", { class: "pb-message" }, `${words("script.source_failed")}: ${error.message}`));
  }
}

function draw(view, wider) {
  if (!origin.childElementCount) origin.append(el("div", { class: "pb-file" }, view.file));
  const more = (label) => el("button", { type: "button", class: "pb-more", onclick: wider }, label);
  const body = el("div", { class: "pb-page" }, ...shown(view.pieces));
  text.replaceChildren(
    ...(view.start > 0 ? [more(words("script.earlier"))] : []),
    body,
    ...(view.end < view.chars ? [more(words("script.later"))] : []),
  );
  text.querySelector("mark")?.scrollIntoView({ block: "center" });
}

// Pieces of the quote, which may run across headings and doubtful words, stand together in one mark.
function shown(pieces) {
  const nodes = [];
  let mark = null;
  for (const entry of pieces) {
    if (!entry.looks.includes("quoted")) {
      mark = null;
      nodes.push(piece(entry));
      continue;
    }
    if (!mark) nodes.push((mark = el("mark")));
    mark.append(piece(entry));
  }
  return nodes;
}

function piece({ text: content, looks, warnings }) {
  const about = warnings.map((code) => words(`warning.${code}`) || code).join(", ");
  const classes = [...looks.filter((look) => look !== "quoted").map((look) => `pb-look-${look}`), ...(warnings.length ? ["pb-damaged"] : [])];
  return classes.length ? el("span", { class: classes.join(" "), title: about || null }, content) : content;
}

panel.querySelector(".pb-close").addEventListener("click", close);
