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

/* Beside the list one row stands open. Which one is said by the address (`mo`), so that it can be sent on and
   the back button leads through the rows; without it the first row opens by itself where there is room. */
const OPENED = "mo";
const pane = document.getElementById("xem-nhanh");
const first = document.querySelector("[data-list] [data-preview]");
const panes = pane?.closest(".panes");

const keyOf = (row) => row.id.replace(/^dong-/, "");
const opened = () => new URLSearchParams(window.location.search).get(OPENED) ?? "";
let shown = "";

function mark(row) {
  for (const other of document.querySelectorAll("[data-list] [data-row]")) other.classList.toggle("on", other === row);
}

function leavesRoom() {
  const frame = first.closest(".table-frame");
  panes.classList.add("two");
  const fits = frame.scrollWidth <= frame.clientWidth;
  panes.classList.toggle("two", fits);
  return fits;
}

/* Another page of the list may hold the row: its preview's address differs from the first row's by the key alone. */
function open(key) {
  const row = document.getElementById(`dong-${key}`);
  const href = (row?.querySelector("[data-preview]") ?? first).getAttribute("href");
  const url = row ? href : href.replace(keyOf(first.closest("[data-row]")), encodeURIComponent(key));
  mark(row);
  pane.dataset.byItself = "";
  return window.htmx.ajax("GET", url, { target: pane, swap: "innerHTML" });
}

function openAsAddressed() {
  const key = opened();
  shown = key;
  if (key) open(key);
  else if (window.matchMedia("(min-width: 1101px)").matches && leavesRoom()) open(keyOf(first.closest("[data-row]")));
  else { mark(null); pane.replaceChildren(); }
}

if (panes && first && window.htmx) {
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.target.matches("[data-preview]") ? event.target.closest("[data-row]") : null;
    if (!row) return;
    mark(row);
    const address = new URL(window.location.href);
    address.searchParams.set(OPENED, keyOf(row));
    if (opened() !== keyOf(row)) window.history.pushState(null, "", address);
    shown = keyOf(row);
  });
  /* a jump within the page changes the address too, but not the row */
  window.addEventListener("popstate", () => { if (opened() !== shown) openAsAddressed(); });
  if (!pane.children.length) openAsAddressed();
}
