// The list of conversations: opened, searched, renamed, deleted with a way back. The open one is in the address (?c=...).

import { ask, byId, el, getJson, sendJson, toast, words } from "./dom.js";
import { closeSide } from "./frame.js";
import { press, put, stopEditing, unseen } from "./composer.js";
import { clear } from "./scope.js";
import * as source from "./source.js";

const list = byId("pb-conversations");
const search = byId("pb-search");
const none = byId("pb-no-conversations");
let shown = "";
let awaited = null;
let asked = 0;

export const current = () => new URLSearchParams(location.search).get("c") ?? "";

const addressOf = (id) => `${location.pathname}${id ? `?c=${encodeURIComponent(id)}` : ""}`;

export async function load() {
  const turn = ++asked;
  let found;
  try {
    found = (await getJson(`/api/conversations?search=${encodeURIComponent(search.value.trim())}`)).conversations;
  } catch (error) {
    list.replaceChildren(el("li", { class: "pb-message" }, error.message));
    return;
  }
  if (turn !== asked) return;
  list.replaceChildren(...found.map(entry));
  none.hidden = found.length > 0;
  none.textContent = words(search.value.trim() ? "chat.no_match" : "chat.no_conversations");
}

function entry(conversation) {
  const { id, name } = conversation;
  const open = el("a", { href: addressOf(id), class: "pb-conversation", title: name, "aria-current": id === current() ? "true" : null, onclick: (event) => (event.preventDefault(), go(id)) }, name);
  const tool = (kind, action) => {
    const title = words(`chat.${kind}`, { name });
    return el("button", { type: "button", class: `pb-icon pb-${kind}`, title, "aria-label": title, onclick: () => action(conversation) });
  };
  return el("li", {}, open, tool("rename", rename), tool("delete", remove));
}

export function go(id) {
  history.pushState(null, "", addressOf(id));
  reach();
}

// Shows what the address names.
function reach() {
  source.close();
  stopEditing();
  closeSide();
  awaited = current();
  if (!awaited) press("pb-blank");
  else {
    put(unseen("pb-wanted"), awaited);
    setTimeout(() => press("pb-open"), 30);
  }
  mark();
}

export function newConversation() {
  clear();
  go("");
  document.querySelector("#question textarea")?.focus();
}

function mark() {
  for (const link of list.querySelectorAll(".pb-conversation")) {
    if (link.getAttribute("href") === addressOf(current())) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// Takes the conversation's id from its messages once it has one, and lists it. Messages of the one that is being left do not count.
export function follow() {
  const links = [...document.querySelectorAll("#chat .pb-edit-question, #chat .pb-do")];
  if (!document.querySelector("#chat .message-row")) awaited = null;
  if (!links.length) return;
  const id = decodeURIComponent(links.at(-1).getAttribute("href").split("/")[1]);
  if (awaited !== null && id !== awaited) return;
  awaited = null;
  const now = `${id}/${links.length}`;
  if (now === shown) return;
  shown = now;
  history.replaceState(null, "", addressOf(id));
  load();
}

async function rename({ id, name }) {
  const input = el("input", { type: "text", value: name, maxlength: 80, "aria-label": words("chat.name") });
  const dialog = el("dialog", { class: "pb-dialog" }, el("p", {}, words("chat.name")), input,
    el("div", { class: "pb-buttons" },
      el("button", { type: "button", onclick: () => dialog.close("") }, words("script.cancel")),
      el("button", { type: "button", class: "pb-primary", onclick: () => dialog.close("set") }, words("chat.save"))));
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault(); // else it would press the button that gets the focus back
    dialog.close("set");
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "set" && input.value.trim()) change(() => sendJson(`/api/conversations/${encodeURIComponent(id)}`, "PATCH", { name: input.value.trim() }));
  });
  document.body.append(dialog);
  dialog.showModal();
  input.select();
}

async function remove({ id, name }) {
  const address = `/api/conversations/${encodeURIComponent(id)}`;
  await change(() => sendJson(address, "DELETE"));
  if (id === current()) newConversation();
  if (await toast(words("chat.deleted", { name }), words("chat.undo"))) await change(() => sendJson(`${address}/restore`, "POST"));
}

async function change(action) {
  try {
    await action();
  } catch (error) {
    await ask(error.message, [["", words("script.cancel")]]);
  }
  load();
}

window.addEventListener("popstate", reach);
search.addEventListener("input", load);
load();
