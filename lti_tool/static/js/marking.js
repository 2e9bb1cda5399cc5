// The marking desk: one key a decision. Every page works without it.
import { Live, focusOn } from "./live.js";
import { localTimes } from "./times.js";

localTimes(document);
const live = document.querySelector("[data-live]");
if (live) new Live(live).start();

const desk = document.querySelector("[data-desk]");
const say = document.querySelector("[data-say]");
const begin = document.querySelector("[data-begin]");

let recent;

const cards = () => [...desk.querySelectorAll("[data-card]")];

function tell(text) {
  if (say) say.textContent = text;
}

function step(from, by) {
  const all = cards();
  const next = all[all.indexOf(from) + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return next;
}

function complain(form, text) {
  form.querySelector(".problem")?.remove();
  const problem = document.createElement("p");
  problem.className = "problem";
  problem.setAttribute("role", "alert");
  problem.textContent = text;
  form.prepend(problem);
}

async function post(form, body) {
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.problem ?? said.text ?? "");
  return said;
}

function filled(form, button) {
  const body = new URLSearchParams(new FormData(form));
  if (button?.name) body.append(button.name, button.value);
  return body;
}

async function mark(form, button) {
  const card = form.closest("[data-card]");
  const held = card.contains(document.activeElement);
  const body = filled(form, button);
  const buttons = form.querySelectorAll("button");
  buttons.forEach((one) => { one.disabled = true; });
  try {
    const said = await post(form, body);
    const next = held ? step(card, 1) : undefined;
    const done = new DOMParser().parseFromString(said.html, "text/html").body.firstElementChild;
    card.replaceWith(done);
    recent = done.querySelector("[data-undo]");
    tell(done.querySelector("p").textContent.trim());
    if (held && !next) focusOn(done);
  } catch (fault) {
    buttons.forEach((one) => { one.disabled = false; });
    complain(form, fault.message && !(fault instanceof TypeError) ? fault.message : desk.dataset.unsent);
  }
}

async function takeBack(form) {
  const place = form.closest("[data-decision]");
  try {
    await post(form, new URLSearchParams());
    const words = document.createElement("p");
    words.textContent = desk.dataset.takenBack;
    place.replaceChildren(words);
    tell(words.textContent);
    focusOn(place);
  } catch (fault) {
    complain(form, fault.message && !(fault instanceof TypeError) ? fault.message : desk.dataset.unsent);
  }
}

function write(card) {
  const words = card.querySelector("[data-words]");
  const folded = words?.closest("details");
  if (folded) folded.open = true;
  words?.focus();
}

function press(key, card) {
  if (key === "j") return step(card, 1);
  if (key === "k") return step(card, -1);
  if (key === "e") return write(card);
  if (key === "u") return recent?.requestSubmit();
  return card.querySelector(`[data-key="${key}"]`)?.click();
}

const KEYS = new Set(["1", "2", "3", "4", "j", "k", "e", "g", "u"]);

// Keys count only inside the list, and where nobody writes: no screen reader or browser loses one.
function heard(event) {
  const key = event.key.toLowerCase();
  const card = event.target.closest("[data-card]");
  if (!KEYS.has(key) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
  if (!card && key !== "u" && key !== "j") return;
  event.preventDefault();
  if (!card && key === "j") cards()[0]?.focus();
  else press(key, card);
}

if (desk) {
  desk.addEventListener("keydown", heard);
  if (!("blind" in desk.dataset)) {
    desk.addEventListener("submit", (event) => {
      const form = event.target;
      event.preventDefault();
      if (form.matches("[data-mark]")) mark(form, event.submitter);
      else if (form.matches("[data-undo]")) takeBack(form);
    });
  } else if (location.search.includes("first=")) {
    cards()[0]?.focus();
  }
  if (begin) {
    begin.hidden = false;
    begin.addEventListener("click", () => cards()[0]?.focus());
  }
}

if (document.querySelector("[data-again]")) setTimeout(() => location.reload(), 2000);
