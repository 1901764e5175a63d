// Elements and strings. Text only ever enters the page as text: nothing here or in the other scripts parses HTML.

const strings = JSON.parse(document.getElementById("pb-words").textContent);

export function words(key, values = {}) {
  const [table, name] = key.split(".");
  return (strings[table]?.[name] ?? "").replace(/\{(\w+)\}/g, (_, field) => String(values[field] ?? ""));
}

export const byId = (id) => document.getElementById(id);

// el("button", {class: "x", onclick: fn}, "text", otherElement, null)
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

// Asks in a dialog; resolves to the value of the button that was pressed, or "" when it was closed.
export function ask(text, buttons) {
  return new Promise((resolve) => {
    const row = el("div", { class: "pb-buttons" });
    const dialog = el("dialog", { class: "pb-dialog" }, el("p", {}, text), row);
    for (const [value, label, style] of buttons) {
      row.append(el("button", { type: "button", class: style ?? "", onclick: () => dialog.close(value) }, label));
    }
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

export async function getJson(url, options = {}) {
  const response = await fetch(url, { headers: { Accept: "application/json" }, ...options });
  if (response.status === 204) return null;
  const body = await response.json();
  if (!response.ok) throw Object.assign(new Error(told(body, response)), { status: response.status });
  return body;
}

// Sends JSON; the answer is JSON or nothing.
export function sendJson(url, method, body) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  return getJson(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
}

// What went wrong, in the language of the page where there is a line for it; else as the server put it.
export function told(problem, response) {
  return words(`refusal.${problem.code}`) || words(`failure.${problem.status ?? response?.status}`) || problem.detail || response?.statusText || "";
}

// Browsers give pages that came over plain http from another machine no clipboard; the old command still works there.
export async function copyText(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = el("textarea", { class: "pb-unseen" });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

// A line at the foot of the page for some seconds, with one thing that can be done. Resolves to true when it was.
export function toast(text, label = "", seconds = 6) {
  return new Promise((resolve) => {
    const done = (value) => {
      line.remove();
      clearTimeout(timer);
      resolve(value);
    };
    const button = label ? el("button", { type: "button", onclick: () => done(true) }, label) : null;
    const line = el("div", { class: "pb-toast" }, el("span", {}, text), button);
    const timer = setTimeout(() => done(false), seconds * 1000);
    document.getElementById("pb-toasts").append(line);
  });
}
