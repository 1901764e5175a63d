// The question and what goes with it: the scope it is narrowed to, and the turn that it replaces. Gradio sends them.

import { byId, el, words } from "./dom.js";

export const box = () => document.querySelector("#question textarea");
const editing = byId("pb-editing");

// Writes into one of Gradio's boxes as typing would.
export function put(target, value) {
  const setter = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(target), "value").set;
  setter.call(target, value);
  target.dispatchEvent(new Event("input", { bubbles: true }));
}

export const unseen = (id) => byId(id).querySelector("textarea, input");

export function press(id) {
  (byId(id).matches("button") ? byId(id) : byId(id).querySelector("button")).click();
}

const settled = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

// Asks: as typed and sent. number: the turn that this question replaces.
export async function send(question, number = "") {
  put(unseen("pb-again"), String(number));
  put(box(), question);
  await settled();
  document.querySelector("#question .submit-button")?.click();
  await settled();
  stopEditing();
}

// Puts an earlier question into the box; sending it replaces that turn and what came after.
export function edit(question, number) {
  put(unseen("pb-again"), String(number));
  put(box(), question);
  const cancel = el("button", { type: "button", onclick: () => (stopEditing(), put(box(), "")) }, words("script.cancel"));
  editing.replaceChildren(el("span", {}, words("chat.editing")), cancel);
  editing.hidden = false;
  box().focus();
}

export function stopEditing() {
  if (unseen("pb-again").value) put(unseen("pb-again"), "");
  editing.hidden = true;
}

// A question that was sent by hand ends the editing too, once Gradio has read the boxes.
document.addEventListener("keydown", (event) => event.key === "Enter" && !event.shiftKey && event.target === box() && setTimeout(stopEditing, 300));
document.addEventListener("click", (event) => event.target.closest?.("#question .submit-button") && setTimeout(stopEditing, 300));
