// Keeps the parts of a page current: by a stream, and by polling while no stream comes through.
//
// Bodies carry the moment at which they were read: an older one that arrives
// late (a form's answer overtaken by the stream) is dropped.
// A stream beats every three seconds: one that is cut, or that something on the
// way holds back, is silent, and the page polls until it is heard again.

import { localTimes } from "./times.js";

const POLL_MS = 1500;
const SILENT_MS = 8000;
const LOST_AFTER = 3;

const pause = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

// Puts the focus on what is read next, be it a heading.
export function focusOn(node) {
  if (!node) return;
  if (node.tabIndex < 0) node.setAttribute("tabindex", "-1");
  node.focus({ preventScroll: true });
}

// What is folded open stays so by its id, wherever it moves to.
function opened(place) {
  return new Map([...place.querySelectorAll("details[id]")].map((node) => [node.id, node.open]));
}

// What somebody is writing stays by its id too, but for an answer: its box serves the next question.
function written(place) {
  const boxes = [...place.querySelectorAll("textarea[id]")].filter((box) => box.value !== box.defaultValue);
  return boxes.filter((box) => !box.closest("[data-form=answer]")).map((box) => [box.id, box.value]);
}

export class Live {
  constructor(root, { onParts } = {}) {
    this.root = root;
    this.version = root.dataset.version;
    this.at = 0;
    this.onParts = onParts;
    this.failures = 0;
    this.silent = true;
    this.polling = false;
  }

  start() {
    localTimes(document);
    if ("EventSource" in window) this.listen();
    else this.poll();
    window.addEventListener("pagehide", () => this.source?.close());
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  }

  listen() {
    const url = `${this.root.dataset.live}?after=${encodeURIComponent(this.version)}`;
    this.source = new EventSource(url);
    this.source.addEventListener("beat", () => this.heard());
    this.source.addEventListener("page", (event) => {
      this.heard();
      this.apply(JSON.parse(event.data));
    });
    this.source.addEventListener("error", () => this.poll());
    this.watch();
  }

  heard() {
    this.silent = false;
    this.lost(false);
    this.watch();
  }

  watch() {
    clearTimeout(this.watchdog);
    this.watchdog = setTimeout(() => this.poll(), SILENT_MS);
  }

  apply(body, { always = false } = {}) {
    if (body.at < this.at || (body.version === this.version && !always)) return;
    this.version = body.version;
    this.at = body.at;
    for (const [name, html] of Object.entries(body.parts)) this.replace(name, html, always);
    localTimes(this.root);
    this.onParts?.(this.root);
  }

  replace(name, html, always) {
    const place = this.root.querySelector(`[data-part="${name}"]`);
    if (!place) return;
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    const key = (node) => node.querySelector("[data-key]")?.dataset.key;
    const same = key(place) !== undefined && key(place) === key(fresh);
    // A question on the page stays as it is: somebody may be typing in it.
    if (same && !always && place.querySelector("[data-form=answer]")) return;
    const open = opened(place);
    const words = written(place);
    const focused = place.contains(document.activeElement) ? document.activeElement.id : "";
    const aside = place.querySelector(".scroll")?.scrollLeft ?? 0;
    place.replaceChildren(...fresh.childNodes);
    if (same) place.querySelectorAll(".arrives[data-key]").forEach((node) => node.classList.remove("arrives"));
    for (const node of place.querySelectorAll("details")) node.open = open.get(node.id) ?? node.open;
    for (const [id, value] of words) {
      const box = document.getElementById(id);
      if (box && place.contains(box)) box.value = value;
    }
    if (aside) place.querySelector(".scroll")?.scrollTo({ left: aside });
    if (focused) focusOn(document.getElementById(focused));
  }

  lost(lost) {
    this.failures = lost ? this.failures + 1 : 0;
    const strip = this.root.querySelector("[data-offline]");
    if (strip) strip.hidden = this.failures < LOST_AFTER;
  }

  async poll() {
    this.silent = true;
    if (this.polling) return;
    this.polling = true;
    while (this.silent) {
      await this.ask();
      await pause(POLL_MS);
    }
    this.polling = false;
  }

  async ask() {
    try {
      const url = `${this.root.dataset.poll}?after=${encodeURIComponent(this.version)}`;
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (answer.status === 200) this.apply(await answer.json());
      this.lost(answer.status >= 400);
    } catch {
      this.lost(true);
    }
  }
}
