// What the chat does beyond Gradio: citations that open and show their quote, copying, keys.

import { byId, el, words } from "./dom.js";
import * as source from "./source.js";

const hover = byId("pb-hover");
const LINKS = "a.pb-cite, a.pb-source";

const cardOf = (link) =>
  link.matches(".pb-source")
    ? link
    : [...(link.closest(".pb-answer")?.querySelectorAll(".pb-source") ?? [])].find((card) => card.getAttribute("href") === link.getAttribute("href"));

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.(LINKS);
    if (link) {
      event.preventDefault();
      event.stopPropagation();
      conceal();
      source.open(link, cardOf(link));
    }
    const copy = event.target.closest?.(".pb-copy");
    if (copy) copyAnswer(copy);
  },
  true,
);

// Hovering or focusing a marker shows the words it stands for.
function reveal(event) {
  const link = event.target.closest?.("a.pb-cite");
  const card = link && cardOf(link);
  if (!card) return;
  const said = (name) => card.querySelector(`.pb-${name}`)?.textContent ?? "";
  hover.replaceChildren(el("div", { class: "pb-hover-quote" }, said("quote")), el("div", { class: "pb-hover-file" }, said("file")));
  hover.hidden = false;
  const box = link.getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left - 12, window.innerWidth - hover.offsetWidth - 8));
  const above = box.top - hover.offsetHeight - 6;
  hover.style.left = `${left}px`;
  hover.style.top = `${above > 8 ? above : box.bottom + 6}px`;
}

function conceal() {
  hover.hidden = true;
}

document.addEventListener("mouseover", reveal);
document.addEventListener("focusin", reveal);
document.addEventListener("mouseout", conceal);
document.addEventListener("focusout", conceal);
document.addEventListener("scroll", conceal, true);

// Copies the answer as text, its markers in brackets, with the list of its sources.
async function copyAnswer(button) {
  const answer = button.closest(".pb-answer");
  const cards = [...answer.querySelectorAll(".pb-source")].map((card) => {
    const said = (name) => card.querySelector(`.pb-${name}`)?.textContent ?? "";
    return `[${said("n")}] ${[said("file"), said("where"), said("page")].filter(Boolean).join(" › ")}\n${said("quote")}`;
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
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
      conceal();
      if (source.close() || closeDocuments()) event.preventDefault();
    }
    if (event.key === "/" && !typing(event.target)) {
      event.preventDefault();
      box()?.focus();
    }
  },
  true,
);

export function closeDocuments() {
  const open = document.body.classList.contains("pb-lists");
  document.body.classList.remove("pb-lists");
  byId("pb-menu").setAttribute("aria-expanded", "false");
  return open;
}

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
