// What can be done with an answer: copy, download, ask again, change the question, judge, go on, narrow.

import { copyText, el, sendJson, toast, words } from "./dom.js";
import { said } from "./citations.js";
import { edit, send } from "./composer.js";
import { pin } from "./scope.js";

// "#turn/<conversation>/<number>"
function turnOf(link) {
  const [, conversation, number] = link.getAttribute("href").split("/");
  return { address: `/api/conversations/${conversation}/turns/${number}`, number: Number(number) };
}

const questionOf = (link) => {
  const rows = [...document.querySelectorAll("#chat .pb-question")];
  return readable(rows[turnOf(link).number]);
};

const ACTIONS = {
  "pb-do-copy": copy,
  "pb-do-docx": (link) => download(link, "docx"),
  "pb-do-md": (link) => download(link, "md"),
  "pb-do-again": (link) => send(questionOf(link), turnOf(link).number),
  "pb-do-up": (link) => judge(link, "up", ""),
  "pb-do-down": complain,
  "pb-edit-question": (link) => edit(questionOf(link), turnOf(link).number),
  "pb-ask": (link) => send(link.textContent),
  "pb-chip": (link) => pin(link.getAttribute("href"), link.textContent),
};

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("#chat a");
    const kind = link && Object.keys(ACTIONS).find((name) => link.classList.contains(name));
    if (!kind) return;
    event.preventDefault();
    event.stopPropagation();
    ACTIONS[kind](link);
  },
  true,
);

function download(link, form) {
  const language = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  const anchor = el("a", { href: `${turnOf(link).address}/answer.${form}?language=${language}`, download: "" });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
}

async function judge(link, verdict, comment) {
  try {
    await sendJson(`${turnOf(link).address}/verdict`, "POST", { verdict, comment });
  } catch (error) {
    toast(error.message);
    return;
  }
  for (const thumb of link.closest(".pb-foot").querySelectorAll(".pb-do-up, .pb-do-down")) thumb.classList.toggle("pb-on", thumb === link);
  toast(words(verdict === "up" ? "chat.thanks" : "chat.noted"));
}

// A thumb down asks what is wrong; the answer becomes a case for the evaluations.
function complain(link) {
  const reasons = ["wrong", "source", "missing", "refused"].map((name) => {
    const button = el("button", { type: "button", class: "pb-reason", onclick: () => (reason.value = [button.textContent, reason.value].filter(Boolean).join("; ")) }, words(`chat.reason_${name}`));
    return button;
  });
  const reason = el("textarea", { rows: 3, maxlength: 2000, "aria-label": words("chat.reason"), placeholder: words("chat.reason") });
  const dialog = el("dialog", { class: "pb-dialog pb-complaint" },
    el("p", {}, words("chat.complain")),
    el("div", { class: "pb-reasons" }, ...reasons),
    reason,
    el("div", { class: "pb-buttons" },
      el("button", { type: "button", onclick: () => dialog.close("") }, words("script.cancel")),
      el("button", { type: "button", class: "pb-primary", onclick: () => dialog.close("send") }, words("chat.send_reason"))));
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "send") judge(link, "down", reason.value.trim());
  });
  document.body.append(dialog);
  dialog.showModal();
  reason.focus();
}

// Copies the answer as text, its markers in brackets, with the list of its sources.
async function copy(link) {
  const answer = link.closest(".pb-answer");
  const cards = [...answer.querySelectorAll(".pb-source")].map((card) => {
    const where = ["file", "where", "page"].map((name) => said(card, name)).filter(Boolean);
    return `[${said(card, "n")}] ${where.join(" › ")}\n${said(card, "quote")}`;
  });
  const text = [readable(answer.querySelector(".pb-body"))];
  if (cards.length) text.push(`${words("script.sources")}\n${cards.join("\n")}`);
  await copyText(text.join("\n\n"));
  const label = link.textContent;
  link.textContent = words("script.copied");
  setTimeout(() => (link.textContent = label), 1500);
}

const BLOCKS = new Set(["P", "LI", "TR", "H3", "H4", "H5", "H6", "PRE", "BLOCKQUOTE", "BR", "HR"]);

function readable(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (node.matches("a.pb-cite")) return `[${node.textContent}]`;
  const inner = [...node.childNodes].map(readable).join(node.tagName === "TR" ? "\t" : "");
  if (node.matches(".pb-body, .pb-question")) return inner.trim();
  return (node.tagName === "LI" ? "- " : "") + inner + (BLOCKS.has(node.tagName) ? "\n" : "");
}
