// Keeps the parts of a page current: by a stream, or by polling where there is none.

const POLL_MS = 1500;

export class Live {
  constructor(root, { onParts } = {}) {
    this.root = root;
    this.version = root.dataset.version;
    this.onParts = onParts;
    this.failures = 0;
  }

  start() {
    if (!("EventSource" in window)) return this.poll();
    const url = `${this.root.dataset.live}?after=${encodeURIComponent(this.version)}`;
    this.source = new EventSource(url);
    this.source.addEventListener("page", (event) => this.apply(JSON.parse(event.data)));
    this.source.addEventListener("open", () => this.offline(false));
    this.source.addEventListener("error", () => {
      this.offline(true);
      if (this.source.readyState === EventSource.CLOSED) this.poll();
    });
    window.addEventListener("pagehide", () => this.source.close(), { once: true });
    return undefined;
  }

  apply(body) {
    if (!body || body.version === this.version) return;
    this.version = body.version;
    for (const [name, html] of Object.entries(body.parts)) this.replace(name, html);
    this.onParts?.(this.root);
  }

  replace(name, html) {
    const place = this.root.querySelector(`[data-part="${name}"]`);
    if (!place) return;
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    const key = (node) => node.querySelector("[data-key]")?.dataset.key;
    const same = place.dataset.keep === "key" && key(place) && key(place) === key(fresh);
    if (same && place.contains(document.activeElement)) return;
    const open = [...place.querySelectorAll("details")].map((node) => node.open);
    place.replaceChildren(...fresh.childNodes);
    if (same) place.querySelectorAll("details").forEach((node, n) => { node.open = open[n] ?? false; });
  }

  offline(lost) {
    this.failures = lost ? this.failures + 1 : 0;
    const strip = this.root.querySelector("[data-offline]");
    if (strip) strip.hidden = this.failures < 3;
  }

  async poll() {
    this.source?.close();
    try {
      const url = `${this.root.dataset.poll}?after=${encodeURIComponent(this.version)}`;
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (answer.status === 200) this.apply(await answer.json());
      this.offline(false);
    } catch {
      this.offline(true);
    }
    setTimeout(() => this.poll(), POLL_MS);
  }
}
