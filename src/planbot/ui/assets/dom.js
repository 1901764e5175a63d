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
  if (!response.ok) throw new Error(body.detail ?? response.statusText);
  return body;
}
