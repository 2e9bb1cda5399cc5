// The platform's storage in the browser: LTI Client Side postMessages 0.1, used
// by LTI OIDC Login with Client Side postMessages 0.1.
//
// Only answers from the origin of the platform's authorization address count, and
// each must carry the id of its question. Which frame answers is named with the
// login; the platform's page may name another one when asked for its capabilities.

const WAIT_MS = 2000;
const AGAIN_MS = 250;

function messageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function frameNamed(page, name) {
  if (name === "_parent") return page;
  try {
    return page.frames[name] ?? null;
  } catch {
    return null; // another origin's page without such a frame
  }
}

export class PlatformStorage {
  constructor({ storageFrame, storageOrigin, storageKey }) {
    this.page = window.parent === window ? window.opener : window.parent;
    this.frames = new Set([storageFrame]);
    this.origin = storageOrigin;
    this.key = storageKey;
  }

  static offered(dataset) {
    return dataset.storageFrame ? new PlatformStorage(dataset) : null;
  }

  put(value) {
    return this.ask("lti.put_data", { value });
  }

  get() {
    return this.ask("lti.get_data", {});
  }

  // Asks until the answer is there: the platform's frame may still be loading.
  ask(subject, values) {
    const question = { subject, message_id: messageId(), key: this.key, ...values };
    const capabilities = { subject: "lti.capabilities", message_id: messageId() };
    return new Promise((resolve, reject) => {
      if (!this.page) {
        reject(new Error("no platform beside this page"));
        return;
      }
      const over = new AbortController();
      const end = (settle, value) => {
        over.abort();
        clearInterval(repeat);
        clearTimeout(late);
        settle(value);
      };
      const send = () => this.send(question);
      const repeat = setInterval(send, AGAIN_MS);
      const late = setTimeout(() => end(reject, new Error(`no answer to ${subject}`)), WAIT_MS);
      window.addEventListener("message", (event) => {
        if (this.tellsFrames(event, capabilities, subject)) send();
        if (!this.answers(event, question)) return;
        if (event.data.error) end(reject, new Error(`the platform refused ${subject}`));
        else end(resolve, event.data.value);
      }, { signal: over.signal });
      this.page.postMessage(capabilities, "*");
      send();
    });
  }

  send(question) {
    for (const name of this.frames) frameNamed(this.page, name)?.postMessage(question, this.origin);
  }

  answers({ origin, data }, question) {
    return origin === this.origin
      && data?.subject === `${question.subject}.response`
      && data.message_id === question.message_id;
  }

  // The platform's page may be of another origin than its storage; it only names
  // a frame, and what is sent there still reaches the storage's origin alone.
  tellsFrames({ source, data }, capabilities, subject) {
    if (source !== this.page || data?.subject !== "lti.capabilities.response") return false;
    if (data.message_id !== capabilities.message_id || !Array.isArray(data.supported_messages)) return false;
    const named = data.supported_messages
      .filter((one) => one?.subject === subject && typeof one.frame === "string" && !this.frames.has(one.frame))
      .map((one) => one.frame);
    named.forEach((frame) => this.frames.add(frame));
    return named.length > 0;
  }
}
