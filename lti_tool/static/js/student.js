// The learner's page: sends forms without leaving the page, counts characters, speaks results.
import { Live, focusOn } from "./live.js";

const root = document.querySelector("[data-live]");
const say = document.querySelector("[data-say]");
let said = "";

function speak() {
  const text = root.querySelector("[data-part=work] [data-say-text]")?.dataset.sayText ?? "";
  if (text !== said) say.textContent = text;
  said = text;
}

function count(box) {
  const counter = root.querySelector("[data-count]");
  if (!counter) return;
  const length = [...box.value].length;
  counter.textContent = String(length);
  counter.parentElement.dataset.over = String(length > Number(box.dataset.most));
}

const live = new Live(root, { onParts: speak });

function complain(form, text) {
  let problem = form.querySelector(".problem");
  if (!problem) {
    problem = document.createElement("p");
    problem.className = "problem";
    problem.setAttribute("role", "alert");
    form.prepend(problem);
  }
  problem.textContent = text;
}

async function send(form) {
  const buttons = [...root.querySelectorAll("[data-form] button")];
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json", "Signpost-Shown-Version": live.version },
    });
    const body = await answer.json();
    if (body.parts) {
      live.apply(body, { always: true });
      settle(form.dataset.form, answer.ok);
    } else {
      complain(form, `${body.title}. ${body.text}`);
    }
  } catch {
    complain(form, root.dataset.unsent);
  }
  buttons.forEach((button) => { button.disabled = false; });
}

function settle(kind, ok) {
  if (!ok) {
    root.querySelector("#answer, [name=answer]")?.focus();
    return;
  }
  const title = root.querySelector("#prompt");
  focusOn(title);
  if (kind === "next") title?.scrollIntoView({ block: "center" });
}

root.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-form]");
  if (!form) return;
  event.preventDefault();
  send(form);
});
root.addEventListener("input", (event) => {
  if (event.target.matches("[data-most]")) count(event.target);
});

live.start();
