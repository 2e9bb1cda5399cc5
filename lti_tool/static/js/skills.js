// The skill editor: opens the skill that was pressed, links two by dragging. The page works without it.
import { localTimes } from "./times.js";

localTimes(document);

function openNamed() {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (named instanceof HTMLDetailsElement) named.open = true;
}
window.addEventListener("hashchange", openNamed);
openNamed();

const map = document.querySelector("[data-map]");
const form = document.querySelector("[data-link]");
const line = map.querySelector("[data-drag]");
const around = map.closest(".scroll");
around.scrollLeft = (around.scrollWidth - around.clientWidth) / 2;
let from = null;

const nodeAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-skill]");

function within(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
}

function mark(node) {
  for (const other of map.querySelectorAll(".map__target")) other.classList.remove("map__target");
  if (node && node !== from?.node) node.classList.add("map__target");
}

map.addEventListener("dragstart", (event) => event.preventDefault());
map.addEventListener("pointerdown", (event) => {
  const node = event.target.closest("[data-skill]");
  if (!node || event.pointerType === "touch" || event.button !== 0) return;
  from = { node, at: within(event) };
});
window.addEventListener("pointermove", (event) => {
  if (!from) return;
  const to = within(event);
  line.setAttribute("d", `M${from.at.x} ${from.at.y}L${to.x} ${to.y}`);
  mark(nodeAt(event));
});
window.addEventListener("pointerup", (event) => {
  if (!from) return;
  const [start, end] = [from.node, nodeAt(event)];
  from = null;
  line.setAttribute("d", "");
  mark(null);
  if (!end || end === start) return;
  form.elements.before.value = start.dataset.skill;
  form.elements.after.value = end.dataset.skill;
  form.requestSubmit();
});
