// The question editor: adds rows, shows shares, tries answers. The page works without it.
import { localTimes } from "./times.js";

localTimes(document);
const form = document.querySelector("[data-item-form]");
const box = document.querySelector("[data-trial]");

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-row]")];
}

function renumber(row, n) {
  for (const name of ["id", "for", "aria-labelledby"]) {
    for (const node of [row, ...row.querySelectorAll(`[${name}]`)]) {
      const value = node.getAttribute(name);
      if (value) node.setAttribute(name, value.replace(/-\d+(?= |$)/g, `-${n}`));
    }
  }
  for (const node of row.querySelectorAll("[data-number]")) node.textContent = String(n);
}

function emptied(row) {
  row.querySelectorAll(".problem, [data-kept]").forEach((node) => node.remove());
  for (const input of row.querySelectorAll("input, textarea, select")) {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
    if (["radio", "checkbox"].includes(input.type)) input.checked = false;
    else input.value = ["points", "gap_weight"].includes(input.name) ? "1" : "";
  }
}

function add(button) {
  const list = button.closest("[data-rows]");
  const rows = rowsOf(list);
  const most = Number(list.dataset.most);
  if (rows.length >= most) return;
  const row = rows.at(-1).cloneNode(true);
  emptied(row);
  renumber(row, rows.length + 1);
  row.querySelectorAll("input[name=correct]").forEach((input) => { input.value = String(rows.length + 1); });
  rows.at(-1).after(row);
  row.querySelector("input:not([type=hidden]), select, textarea").focus();
  button.hidden = rows.length + 1 >= most;
  share();
}

// What a row holds changes places with its neighbour; the rows and their numbers stay.
function lift(button) {
  const row = button.closest("[data-row]");
  const rows = rowsOf(row.parentElement);
  const other = rows[rows.indexOf(row) + Number(button.dataset.lift)];
  if (!other) return;
  const theirs = other.querySelectorAll("[data-moved]");
  row.querySelectorAll("[data-moved]").forEach((ours, at) => {
    [ours.value, theirs[at].value] = [theirs[at].value, ours.value];
  });
  other.querySelector(`[data-lift="${button.dataset.lift}"]`).focus();
}

function share() {
  const list = form.querySelector("[data-shares]");
  if (!list) return;
  const rows = rowsOf(list).map((row) => [row, row.querySelector("[name=criterion]").value.trim()
    ? Number(row.querySelector("[name=points]").value.replace(",", ".")) || 0 : 0]);
  const whole = rows.reduce((sum, [, points]) => sum + points, 0);
  for (const [row, points] of rows) {
    const part = whole && points > 0 ? `${list.dataset.shares} ${Math.round((100 * points) / whole)}%` : "";
    row.querySelector("[data-share]").textContent = part;
  }
}

async function attempt(button) {
  button.disabled = true;
  try {
    const answer = await fetch(form.dataset.try, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
    });
    const said = await answer.json();
    const fresh = new DOMParser().parseFromString(said.html ?? "", "text/html").body;
    box.replaceChildren(...fresh.childNodes);
    if (!said.html) box.textContent = `${said.title}. ${said.text}`;
  } catch {
    box.textContent = form.dataset.unsent;
  }
  button.disabled = false;
}

if (form) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button?.matches("[data-more]")) { event.preventDefault(); add(button); }
    if (button?.matches("[data-try-button]")) { event.preventDefault(); attempt(button); }
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-lift]");
    if (button) lift(button);
  });
  form.addEventListener("input", share);
  // In a line, Enter tries where an answer is tried; elsewhere it would press the first button.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox], [type=radio])")) return;
    event.preventDefault();
    if (event.target.id === "trial") attempt(form.querySelector("[data-try-button]"));
  });
  share();
  const faults = document.querySelector("#faults");
  faults?.focus();
}
