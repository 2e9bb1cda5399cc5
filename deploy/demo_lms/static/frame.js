// Let the tool ask for the height of its frame, within reason.
const frame = document.getElementById("tool");
const tallest = 8000;
window.addEventListener("message", (event) => {
  const ours = event.source === frame.contentWindow && event.origin === frame.dataset.toolOrigin;
  if (!ours || !event.data || event.data.subject !== "lti.frameResize") return;
  const height = Number.parseInt(event.data.height, 10);
  if (height > 0) frame.style.height = `${Math.min(height, tallest)}px`;
});
