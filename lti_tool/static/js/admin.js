// Small behaviours of the admin pages; every page works without them.
import { localTimes } from "./times.js";

localTimes(document);

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
  });
}
