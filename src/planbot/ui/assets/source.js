// The source panel: a passage in its document, with the quote highlighted: on the page's picture for a PDF, else in the stored text.

import { byId, el, getJson, words } from "./dom.js";

const panel = byId("pb-source");
const origin = panel.querySelector(".pb-origin");
const text = panel.querySelector(".pb-text");
const STEP = 4;
const AROUND = 1500;
let opener = null;
let closed = null;
let asked = 0;

// place: {document, start, end, page?}; about: {file, where, page, warning}, lines of text above it; then: called when the panel leaves it.
export function openAt(place, about, then = null) {
  begin(then);
  const line = (name) => (about[name] ? el("div", { class: `pb-${name}` }, about[name]) : null);
  origin.replaceChildren(...["file", "where", "page", "warning"].map(line).filter(Boolean));
  text.replaceChildren(el("p", { class: "pb-message" }, words("script.source_loading")));
  show(place);
}

// Shows elements instead of a passage.
export function openNote(nodes) {
  begin(null);
  origin.replaceChildren();
  text.replaceChildren(...nodes);
}

// Puts elements between the head and the passage: what can be done with what is shown.
export function addTools(...nodes) {
  origin.append(el("div", { class: "pb-tools" }, ...nodes));
}

export function close() {
  if (panel.hidden) return false;
  panel.hidden = true;
  document.body.classList.remove("pb-reads");
  leave();
  opener?.focus?.();
  return true;
}

function begin(then) {
  leave();
  closed = then;
  if (panel.hidden) opener = document.activeElement;
  asked += 1;
  panel.hidden = false;
  document.body.classList.add("pb-reads");
  panel.focus({ preventScroll: true });
}

function leave() {
  closed?.();
  closed = null;
}

async function show(place) {
  const turn = asked;
  const views = place.page ? [() => pictured(place), () => written(place, AROUND)] : [() => written(place, AROUND)];
  for (const view of views) {
    try {
      const nodes = await view();
      if (turn !== asked) return;
      if (!nodes) continue;
      text.replaceChildren(...nodes);
      text.querySelector("mark, .pb-spot")?.scrollIntoView({ block: "center" });
      return;
    } catch (error) {
      if (turn !== asked) return;
      text.replaceChildren(el("p", { class: "pb-message" }, `${words("script.source_failed")}: ${error.message}`));
    }
  }
}

// --- the picture of a page -----------------------------------------------------------------------------------------------

// Null when the file is no longer there as it was taken in: then the text as stored is shown, with a note.
async function pictured({ document: identity, start, end, page }) {
  const address = `/api/documents/${encodeURIComponent(identity)}/pages/${page}`;
  const found = await getJson(`${address}?start=${start}&end=${end}`);
  if (!found.available) return null;
  const sheet = el("div", { class: "pb-picture" }, el("img", { src: `${address}/image?version=${found.version}`, alt: words("script.page", { page }), width: found.width, height: found.height }));
  for (const { left, top, width, height } of found.marks) {
    const spot = el("div", { class: "pb-spot" });
    Object.assign(spot.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` });
    sheet.append(spot);
  }
  const place = { document: identity, start, end };
  const asText = el("button", { type: "button", class: "pb-more", onclick: () => show(place) }, words("script.as_text"));
  return [asText, sheet];
}

// --- the text as stored --------------------------------------------------------------------------------------------------

async function written(place, around) {
  const view = await getJson(`/api/documents/${encodeURIComponent(place.document)}/passage?start=${place.start}&end=${place.end}&around=${around}`);
  if (!origin.querySelector(".pb-file")) origin.prepend(el("div", { class: "pb-file" }, view.file));
  const wider = async () => {
    text.replaceChildren(...(await written(place, around * STEP)));
    text.querySelector("mark")?.scrollIntoView({ block: "center" });
  };
  const more = (label) => el("button", { type: "button", class: "pb-more", onclick: wider }, label);
  return [
    place.page ? el("p", { class: "pb-note" }, words("script.no_picture")) : null,
    view.start > 0 ? more(words("script.earlier")) : null,
    el("div", { class: "pb-page" }, ...shown(view.pieces)),
    view.end < view.chars ? more(words("script.later")) : null,
  ].filter(Boolean);
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
