// Uploading: one request per file, one after the other, each with its own progress and result.

import { ask, byId, el, told, words } from "./dom.js";

const drop = byId("pb-drop");
const input = drop?.querySelector("input");
const rows = byId("pb-uploads");
const waiting = [];
let working = false;

function enqueue(files) {
  for (const file of files) {
    const bar = el("progress", { max: 100, value: 0, "aria-label": file.name });
    const state = el("span", { class: "pb-upload-state" }, words("script.waiting"));
    const title = words("script.cancel_upload", { file: file.name });
    const cancel = el("button", { type: "button", class: "pb-icon pb-close", title, "aria-label": title });
    const job = { file, state, bar, cancel, row: el("li", {}, el("span", { class: "pb-upload-name" }, file.name), state, cancel, bar) };
    cancel.addEventListener("click", () => stop(job));
    rows.append(job.row);
    waiting.push(job);
  }
  if (!working) work();
}

// What is still waiting is not sent; what is being sent is broken off. Once the server has it all, it is too late.
function stop(job) {
  job.stopped = true;
  job.request?.abort();
  if (!job.request) finish(job, { stopped: true });
}

async function work() {
  working = true;
  while (waiting.length) await upload(waiting.shift());
  working = false;
  offerDismissal();
}

function offerDismissal() {
  rows.querySelector(".pb-dismiss")?.remove();
  const button = el("button", { type: "button", onclick: () => rows.replaceChildren() }, words("script.dismiss"));
  rows.append(el("li", { class: "pb-dismiss" }, button));
}

async function upload(job) {
  if (job.stopped) return;
  let result = await send(job, "");
  if (result.status === 409) result = await resolveTwin(job);
  if (result.outcome?.status && result.outcome.status !== "refused") document.dispatchEvent(new CustomEvent("documents"));
  finish(job, result);
}

async function resolveTwin(job) {
  const choice = await ask(words("script.known_ask", { file: job.file.name }), [
    ["", words("script.skip")],
    ["?replace=false", words("script.keep_both")],
    ["?replace=true", words("script.replace"), "pb-primary"],
  ]);
  return choice ? send(job, choice) : { skipped: true };
}

function finish({ row, state, bar, cancel }, { outcome, detail, skipped, stopped }) {
  const status = stopped ? "stopped" : skipped ? "skipped" : (outcome?.status ?? "failed");
  bar.remove();
  cancel.remove();
  row.className = `pb-${status}`;
  state.textContent = words(`script.${status}`);
  const message = detail ?? (status === "refused" ? told({ code: outcome.code, detail: outcome.message }) : "");
  if (message) row.append(el("span", { class: "pb-upload-message" }, message));
}

// Sends the file and follows the events of the answer. Resolves to {status, outcome, detail}.
function send(job, query) {
  const { file, state, bar, cancel } = job;
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    job.request = request;
    const form = new FormData();
    form.append("files", file);
    request.open("POST", `/api/documents${query}`);
    request.setRequestHeader("Accept", "text/event-stream");
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const percent = Math.floor((loaded / Math.max(total, 1)) * 100);
      state.textContent = percent < 100 ? words("script.uploading", { percent }) : words("script.reading");
      bar.value = percent;
      if (percent < 100) return;
      bar.removeAttribute("value");
      cancel.hidden = true;
    });
    request.addEventListener("progress", () => {
      const step = lastEvent(request.responseText);
      if (step.name !== "progress") return;
      state.textContent = words("script.step", { ...step.data, label: words("script.reading") });
      if (step.data.total > 1) bar.value = (step.data.done / step.data.total) * 100;
    });
    request.addEventListener("loadend", () => resolve(job.stopped ? { stopped: true } : result(request)));
    request.send(form);
  });
}

function result(request) {
  try {
    if (!request.getResponseHeader("Content-Type")?.startsWith("text/event-stream")) {
      return { status: request.status, detail: told(JSON.parse(request.responseText), { status: request.status }) };
    }
    const { name, data } = lastEvent(request.responseText);
    if (name === "done") return { status: 201, outcome: data.outcomes[0] };
    return name === "error" ? { status: data.status, detail: told(data) } : { status: 0 };
  } catch {
    return { status: 0 };
  }
}

// The last whole event of a stream so far.
function lastEvent(text) {
  const block = text.slice(0, text.lastIndexOf("\n\n") + 1).split("\n\n").at(-1);
  const match = /^event: (.*)\ndata: (.*)$/m.exec(block ?? "");
  return match ? { name: match[1], data: JSON.parse(match[2]) } : {};
}

input?.addEventListener("change", () => {
  enqueue([...input.files]);
  input.value = "";
});

const hasFiles = (event) => event.dataTransfer?.types.includes("Files") && !document.body.classList.contains("pb-is-reader");
for (const name of ["dragenter", "dragover"]) {
  window.addEventListener(name, (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("pb-dragging");
  });
}
window.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.body.classList.remove("pb-dragging");
});
window.addEventListener("drop", (event) => {
  if (!hasFiles(event)) return;
  event.preventDefault();
  document.body.classList.remove("pb-dragging");
  enqueue([...event.dataTransfer.files]);
});
