/* Lists: choose all, say how many are chosen, open the first row beside the list. The rest works by links and forms. */
for (const list of document.querySelectorAll("[data-list]")) {
  const all = list.querySelector("[data-choose-all]");
  const boxes = [...list.querySelectorAll("tbody input[type=checkbox]:not(:disabled)")];
  const chosen = list.querySelector("[data-chosen]");
  if (!all || !boxes.length) continue;
  const words = chosen?.textContent;
  const tell = () => {
    const count = boxes.filter((box) => box.checked).length;
    all.checked = count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
    if (chosen) chosen.textContent = count ? `${words} ${count}` : words;
  };
  all.hidden = false;
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; tell(); });
  list.addEventListener("change", tell);
  let last = null;
  list.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && last !== null) {
      for (let i = Math.min(at, last); i <= Math.max(at, last); i += 1) boxes[i].checked = event.target.checked;
      tell();
    }
    last = at;
  });
}

/* Where the list leaves room, its first row stands open beside it; the focus stays where it was. */
const pane = document.getElementById("xem-nhanh");
const first = document.querySelector("[data-list] [data-preview]");
const panes = pane?.closest(".panes");

function leavesRoom() {
  const frame = first.closest(".table-frame");
  panes.classList.add("two");
  const fits = frame.scrollWidth <= frame.clientWidth;
  panes.classList.toggle("two", fits);
  return fits;
}

if (panes && !pane.children.length && first && window.htmx && window.matchMedia("(min-width: 1101px)").matches && leavesRoom()) {
  first.closest("[data-row]").classList.add("on");
  pane.dataset.byItself = "";
  window.htmx.ajax("GET", first.getAttribute("href"), { target: pane, swap: "innerHTML" });
}
