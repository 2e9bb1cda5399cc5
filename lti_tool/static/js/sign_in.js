// Carries a sign-in through a frame: the cookie if it is kept, else the platform's
// storage, else what the person chooses of the buttons.
import { PlatformStorage } from "./platform_storage.js";

const CHECK_MS = 4000;
const HEAD_START_MS = 1000;
const root = document.querySelector("[data-sign-in], [data-detour]");
const find = (name) => root.querySelector(`[data-${name}]`);
const storage = PlatformStorage.offered(root.dataset);
const framed = window.parent !== window;

async function cookieKept() {
  try {
    const answer = await fetch(root.dataset.kept, { signal: AbortSignal.timeout(CHECK_MS) });
    return (await answer.json()).kept === true;
  } catch {
    return false;
  }
}

function pause(ms) {
  return new Promise((resolve) => { setTimeout(resolve, ms); });
}

function wait() {
  find("waiting").hidden = false;
  find("choices").hidden = true;
}

function letChoose() {
  find("waiting").hidden = true;
  find("choices").hidden = false;
  find("leave").hidden = !(framed && document.requestStorageAccess);
  find("heading").focus();
}

function submit(kind) {
  root.querySelector(`[data-carry=${kind}]`).submit();
}

async function begin() {
  const { go, secret } = root.dataset;
  const kept = await cookieKept();
  try {
    const stored = storage ? storage.put(secret) : Promise.reject(new Error("no storage"));
    // A kept cookie may still be lost at the launch: the storage then has it too, if
    // it answers soon. Its frame may still be loading.
    await (kept ? Promise.race([stored.catch(() => {}), pause(HEAD_START_MS)]) : stored);
  } catch {
    letChoose();
    return;
  }
  location.replace(go);
}

async function resume() {
  wait();
  try {
    if (storage) {
      const secret = await storage.get();
      if (typeof secret !== "string" || !secret) throw new Error("nothing was stored");
      root.querySelector("[name=proof]").value = secret;
      submit("storage");
    } else if ("withLeave" in root.dataset) {
      await document.requestStorageAccess();
      submit("leave");
    } else {
      letChoose();
    }
  } catch {
    letChoose();
  }
}

find("window").addEventListener("click", () => { find("opened").hidden = false; });

find("ask").addEventListener("click", async () => {
  try {
    await document.requestStorageAccess();
  } catch {
    find("leave").hidden = true;
    find("denied").hidden = false;
    find("window").focus();
    return;
  }
  if ("withLeave" in root.dataset) submit("leave");
  else location.assign(find("ask").dataset.ask);
});

if ("signIn" in root.dataset) begin();
else resume();
