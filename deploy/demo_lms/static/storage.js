// Keep values for tools (OIDC Login with client-side postMessage 0.1), each origin's apart.
const origins = new Set(document.currentScript.dataset.origins.split(" "));
const kept = new Map();
const most = 50;

function answer(event, body) {
  event.source.postMessage({ message_id: event.data.message_id, ...body }, event.origin);
}

window.addEventListener("message", (event) => {
  const asked = event.data;
  if (!origins.has(event.origin) || typeof asked !== "object" || asked === null) return;
  const name = `${event.origin} ${asked.key}`;
  if (asked.subject === "lti.capabilities") {
    const supported = ["lti.put_data", "lti.get_data"].map((subject) => ({ subject, frame: window.name }));
    answer(event, { subject: "lti.capabilities.response", supported_messages: supported });
  } else if (asked.subject === "lti.put_data") {
    const room = kept.size < most || kept.has(name);
    if (room) kept.set(name, String(asked.value));
    const error = room ? {} : { error: { code: "storage_exhaustion", message: "No room is left." } };
    answer(event, { subject: "lti.put_data.response", key: asked.key, value: asked.value, ...error });
  } else if (asked.subject === "lti.get_data") {
    answer(event, { subject: "lti.get_data.response", key: asked.key, value: kept.get(name) ?? null });
  }
});
