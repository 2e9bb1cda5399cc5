// Keeps the parts of a page current: by a stream, or by polling where there is none.
//
// Bodies carry the moment at which they were read: an older one that arrives
// late (a form's answer overtaken by the stream) is dropped.

import { localTimes } from "./times.js";

const POLL_MS = 1500;
const LOST_AFTER = 3;

export class Live {
  constructor(root, { onParts } = {}) {
    this.root = root;
    this.version = root.dataset.version;
    this.at = 0;
    this.onParts = onParts;
    this.failures = 0;
  }

  start() {
    localTimes(document);
    if (!("EventSource" in window)) return this.poll();
    const url = `${this.root.dataset.live}?after=${encodeURIComponent(this.version)}`;
    this.source = new EventSource(url);
    this.source.addEventListener("page", (event) => this.apply(JSON.parse(event.data)));
    this.source.addEventListener("open", () => this.lost(false));
    this.source.addEventListener("error", () => {
      this.lost(true);
      if (this.source.readyState === EventSource.CLOSED) this.poll();
    });
    window.addEventListener("pagehide", () => this.source.close());
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    return undefined;
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
    const open = [...place.querySelectorAll("details")].map((node) => node.open);
    const sameShape = open.length === fresh.querySelectorAll("details").length;
    place.replaceChildren(...fresh.childNodes);
    if (same) place.querySelectorAll(".arrives[data-key]").forEach((node) => node.classList.remove("arrives"));
    if (!sameShape) return;
    place.querySelectorAll("details").forEach((node, n) => { node.open = open[n]; });
  }

  lost(lost) {
    this.failures = lost ? this.failures + 1 : 0;
    const strip = this.root.querySelector("[data-offline]");
    if (strip) strip.hidden = this.failures < LOST_AFTER;
  }

  async poll() {
    this.source?.close();
    try {
      const url = `${this.root.dataset.poll}?after=${encodeURIComponent(this.version)}`;
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (answer.status === 200) this.apply(await answer.json());
      this.lost(answer.status >= 400);
    } catch {
      this.lost(true);
    }
    setTimeout(() => this.poll(), POLL_MS);
  }
}
