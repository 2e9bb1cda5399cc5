// Tells the platform's page how tall this page is, so that its frame can grow
// (Canvas and others listen for lti.frameResize). Only the platform is told.

const LEAST_PX = 300;
const allowed = (document.body.dataset.frameParents ?? "").split(" ").filter(Boolean);
let told = 0;

function isAllowed(origin) {
  return allowed.some((one) => one === origin
    || (one.startsWith("https://*.") && origin.startsWith("https://") && origin.endsWith(one.slice(9))));
}

// Firefox names no ancestors: the exact origins are tried there, one of them hears it.
function listeners() {
  const [parent] = location.ancestorOrigins ?? [];
  if (parent) return isAllowed(parent) ? [parent] : [];
  return allowed.filter((one) => !one.includes("*"));
}

// The body fills its frame, so a tall frame would never shrink: ask without that.
function height() {
  const { style } = document.body;
  style.minHeight = "0";
  const tall = Math.ceil(document.body.getBoundingClientRect().height);
  style.minHeight = "";
  return Math.max(tall, LEAST_PX);
}

function tell() {
  const now = height();
  if (now === told) return;
  told = now;
  for (const origin of listeners()) {
    window.parent.postMessage({ subject: "lti.frameResize", height: now }, origin);
  }
}

if (window.parent !== window) {
  const soon = () => requestAnimationFrame(tell);
  new ResizeObserver(soon).observe(document.body);
  new MutationObserver(soon).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["hidden", "open"] });
}
