// Parts to put into order: an arrow moves one, and a chosen place moves it there. The page works without it.

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-row]")];
}

function move(row, to) {
  const list = row.parentElement;
  const others = rowsOf(list).filter((one) => one !== row);
  const place = Math.min(Math.max(to, 0), others.length);
  // The others move around it: what is moved itself would lose the focus.
  row.before(...others.slice(0, place));
  row.after(...others.slice(place));
  rowsOf(list).forEach((one, at) => { one.querySelector("select").selectedIndex = at + 1; });
  say(list.closest("[data-order]"), row, place + 1);
}

function say(order, row, n) {
  const part = row.querySelector("label").textContent;
  const words = order.dataset.moved.replace("{n}", n).replace("{part}", () => part);
  order.querySelector("[data-order-say]").textContent = words;
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-order] [data-move]")?.closest("[data-row]");
  if (!row) return;
  const step = Number(event.target.closest("[data-move]").dataset.move);
  move(row, rowsOf(row.parentElement).indexOf(row) + step);
});
document.addEventListener("change", (event) => {
  const chosen = event.target.closest("[data-order] select");
  if (chosen?.selectedIndex > 0) move(chosen.closest("[data-row]"), chosen.selectedIndex - 1);
});
