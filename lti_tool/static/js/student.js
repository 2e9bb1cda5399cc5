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

function addressOf(form, button) {
  // A button without an address of its own answers with the page's, not the form's.
  return button?.hasAttribute("formaction") ? button.formAction : form.action;
}

async function send(form, button) {
  // Before the buttons are switched off: one that is off is not sent.
  const body = new URLSearchParams(new FormData(form, button));
  const buttons = [...root.querySelectorAll("[data-form] button")];
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const answer = await fetch(addressOf(form, button), {
      method: "POST",
      body,
      headers: { Accept: "application/json", "Signpost-Shown-Version": live.version },
    });
    const said = await answer.json();
    if (said.parts) {
      live.apply(said, { always: true });
      settle(button?.matches("[data-hint]") ? "hint" : form.dataset.form, answer.ok);
    } else {
      complain(form, `${said.title}. ${said.text}`);
    }
  } catch {
    complain(form, root.dataset.unsent);
  }
  buttons.forEach((button) => { button.disabled = false; });
}

function settle(kind, ok) {
  if (!ok) {
    root.querySelector("#notice, #answer, [name=answer]")?.focus();
    return;
  }
  if (kind === "hint") {
    focusOn(root.querySelector("#hint"));
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
  send(form, event.submitter);
});
root.addEventListener("input", (event) => {
  if (event.target.matches("[data-most]")) count(event.target);
});

live.start();
