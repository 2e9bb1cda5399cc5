// Small behaviours of the teacher's pages; every page works without them.
import { Live } from "./live.js";
import { localTimes } from "./times.js";

const root = document.querySelector("[data-live]");
localTimes(document);
if (root) new Live(root).start();

for (const slider of document.querySelectorAll("input[type=range]")) {
  const output = slider.closest(".field").querySelector("[data-output]");
  slider.addEventListener("input", () => { output.value = slider.value; });
}

const kinds = document.querySelector("[data-kinds]");
if (kinds) {
  const show = () => {
    const kind = new FormData(kinds).get("kind");
    for (const field of kinds.querySelectorAll("[data-kind]")) {
      field.hidden = !field.dataset.kind.split(" ").includes(kind);
    }
  };
  kinds.addEventListener("change", show);
  show();
}

document.querySelector("[data-send-now]")?.submit();
if (document.querySelector("[data-again]")) setTimeout(() => location.reload(), 2000);
