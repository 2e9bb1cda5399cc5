// Shows moments in the reader's own time zone, in the language of the page.

const words = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
});

export function localTimes(root) {
  for (const node of root.querySelectorAll("time[datetime]")) {
    node.textContent = words.format(new Date(node.dateTime));
  }
}
