// What the chat does beyond Gradio: its parts, the keys, and what Gradio's own markup lacks.

import "./answers.js";
import "./citations.js";
import "./uploads.js";
import { byId, words } from "./dom.js";
import { closeSide } from "./frame.js";
import { current, follow, newConversation } from "./conversations.js";
import { box, press } from "./composer.js";

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

document.addEventListener("click", (event) => {
  if (event.target.closest?.("a.pb-to-documents")) {
    event.preventDefault();
    location.assign(byId("pb-nav").querySelector('a[href$="/documents"]').href);
  }
});

// Documents came in: an empty conversation renews its suggestions.
document.addEventListener("documents", () => {
  if (!document.querySelector("#chat .message-row")) press("pb-renew");
});

// --- where the reader is -------------------------------------------------------------------------------------------------

const panel = () => document.querySelector("#chat .panel-wrap, #chat .bubble-wrap");
const last = (selector) => [...document.querySelectorAll(`#chat ${selector}`)].at(-1);
let asked = "";
let finished = "";

// A new question goes to the top of the window, with its answer growing below. When the answer is whole, its end is brought into
// sight as far as that leaves the question there.
function scroll() {
  const question = last(".pb-asked");
  if (!question) return;
  const now = `${current()}/${document.querySelectorAll("#chat .pb-asked").length}`;
  if (asked !== now) {
    asked = now;
    question.scrollIntoView({ block: "start" });
  }
  const answer = last(".pb-answer");
  if (answer?.querySelector(".pb-foot") && finished !== now) {
    finished = now;
    setTimeout(() => showEnd(question, answer), 80);
  }
}

function showEnd(question, answer) {
  const view = panel()?.getBoundingClientRect();
  if (!view) return;
  const hidden = answer.getBoundingClientRect().bottom + 16 - view.bottom;
  const room = question.getBoundingClientRect().top - 14 - view.top;
  if (hidden > 0) panel().scrollTop += Math.min(hidden, Math.max(room, 0));
}

// Gradio names each message by its HTML source, where a screen reader should read the message; and calls buttons a list.
function name() {
  for (const message of document.querySelectorAll("#chat :is([data-testid], .example)[aria-label]")) message.removeAttribute("aria-label");
  document.querySelector("#chat .examples[role=list]")?.removeAttribute("role");
  const log = document.querySelector("#chat [role=log]");
  const label = words("script.conversation");
  if (log && log.getAttribute("aria-label") !== label) log.setAttribute("aria-label", label);
}

new MutationObserver(() => {
  name();
  follow();
  scroll();
}).observe(byId("pb-main"), { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-label"] });

// The question is open once the conversation is restored. On a phone focus would raise the keyboard over the page.
const opened = new MutationObserver(() => {
  if (!box() || box().disabled) return;
  opened.disconnect();
  if (document.activeElement === document.body && window.innerWidth > 800) box().focus();
});
opened.observe(byId("pb-main"), { childList: true, subtree: true, attributes: true, attributeFilter: ["disabled"] });

byId("pb-new").addEventListener("click", newConversation);
