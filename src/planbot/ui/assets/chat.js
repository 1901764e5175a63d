// What the chat does beyond Gradio: citations that open and show their quote, copying, keys.

import { byId, el, words } from "./dom.js";
import { closeSide } from "./frame.js";
import { conceal, reveal } from "./hover.js";
import * as source from "./source.js";
import "./uploads.js";

const LINKS = "a.pb-cite, a.pb-source";
const said = (card, name) => card?.querySelector(`.pb-${name}`)?.textContent ?? "";

const cardOf = (link) =>
  link.matches(".pb-source")
    ? link
    : [...(link.closest(".pb-answer")?.querySelectorAll(".pb-source") ?? [])].find((card) => card.getAttribute("href") === link.getAttribute("href"));

// "#cite/<document>/<start>/<end>/<page>"
function placeOf(link) {
  const [, identity, start, end, page] = link.getAttribute("href").split("/");
  return { document: decodeURIComponent(identity), start: Number(start), end: Number(end), page: Number(page) || null };
}

function openSource(link) {
  const card = cardOf(link);
  const about = Object.fromEntries(["file", "where", "page", "warning"].map((name) => [name, said(card, name)]));
  source.openAt(placeOf(link), about, () => card?.classList.remove("pb-open"));
  card?.classList.add("pb-open");
}

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.(LINKS);
    if (link) {
      event.preventDefault();
      event.stopPropagation();
      conceal();
      openSource(link);
    }
    const copy = event.target.closest?.(".pb-copy");
    if (copy) copyAnswer(copy);
  },
  true,
);

// Hovering or focusing a marker shows the words it stands for.
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

// Copies the answer as text, its markers in brackets, with the list of its sources.
async function copyAnswer(button) {
  const answer = button.closest(".pb-answer");
  const cards = [...answer.querySelectorAll(".pb-source")].map((card) => {
    const where = ["file", "where", "page"].map((name) => said(card, name)).filter(Boolean);
    return `[${said(card, "n")}] ${where.join(" › ")}\n${said(card, "quote")}`;
  });
  const text = [readable(answer.querySelector(".pb-body"))];
  if (cards.length) text.push(`${words("script.sources")}\n${cards.join("\n")}`);
  await navigator.clipboard.writeText(text.join("\n\n"));
  const label = button.textContent;
  button.textContent = words("script.copied");
  setTimeout(() => (button.textContent = label), 1500);
}

const BLOCKS = new Set(["P", "LI", "TR", "H3", "H4", "H5", "H6", "PRE", "BLOCKQUOTE", "BR", "HR"]);

function readable(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (node.matches("a.pb-cite")) return `[${node.textContent}]`;
  const inner = [...node.childNodes].map(readable).join(node.tagName === "TR" ? "\t" : "");
  if (node.matches(".pb-body")) return inner.trim();
  return (node.tagName === "LI" ? "- " : "") + inner + (BLOCKS.has(node.tagName) ? "\n" : "");
}

const box = () => document.querySelector("#question textarea");
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

window.addEventListener(
  "keydown",
  (event) => {
    // Enter that chooses a word in an input method must not send the question.
    if (event.isComposing || event.keyCode === 229) {
      event.stopPropagation();
      return;
    }
    if (event.key === "/" && !typing(event.target)) {
      event.preventDefault();
      closeSide();
      box()?.focus();
    }
  },
  true,
);

// Gradio names each message by its HTML source; a screen reader should read the message instead.
new MutationObserver(() => {
  for (const message of document.querySelectorAll("#chat [data-testid][aria-label]")) message.removeAttribute("aria-label");
  const log = document.querySelector("#chat [role=log]");
  const label = words("script.conversation");
  if (log && log.getAttribute("aria-label") !== label) log.setAttribute("aria-label", label);
}).observe(byId("pb-main"), { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"] });

// The question is open once the conversation is restored. On a phone focus would raise the keyboard over the page.
const opened = new MutationObserver(() => {
  if (!box() || box().disabled) return;
  opened.disconnect();
  if (document.activeElement === document.body && window.innerWidth > 800) box().focus();
});
opened.observe(byId("pb-main"), { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });

// Documents came in: an empty conversation renews its suggestions.
document.addEventListener("documents", () => {
  if (!document.querySelector("#chat .message-row")) byId("refresh")?.click();
});
