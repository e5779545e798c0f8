/* Keys of officers: / and barcode go to search, Ctrl K to the palette, j k x p Enter walk a list.
   Official acts carry data-key="Alt+N" or "Ctrl+Enter" on their button: always with a modifier. */

const BURST = 45; /* a scanner types faster than this many milliseconds a letter */

export function watchKeys() {
  const search = document.querySelector("[data-search]");
  if (document.body.dataset.keys === "off") return;
  let burst = "";
  let last = 0;

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      if (openPalette()) event.preventDefault();
      return;
    }
    if (press(event)) return;
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (search && scanned(event)) return;
    if (event.key === "/" && search) { event.preventDefault(); search.focus(); search.select(); return; }
    if (event.key === "?") { openHelp(); return; }
    walk(event);
  });

  function scanned(event) {
    const now = event.timeStamp;
    if (event.key.length === 1) {
      burst = now - last < BURST ? burst + event.key : event.key;
      last = now;
      if (burst.length >= 6) {
        search.focus();
        search.value = burst;
        burst = "";
        event.preventDefault();
        return true;
      }
    }
    return false;
  }
}

function press(event) {
  if (!event.altKey && !event.ctrlKey) return false;
  const name = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift", event.key.length === 1 ? event.key.toUpperCase() : event.key].filter(Boolean).join("+");
  const button = document.querySelector(`[data-key="${CSS.escape(name)}"]`);
  if (!button || button.disabled) return false;
  event.preventDefault();
  button.click();
  return true;
}

const palette = document.getElementById("bang-lenh");
let answered = ""; /* the words whose answer the palette shows */
let hurried = false; /* Enter came before the answer */

function openPalette() {
  if (!palette || !window.htmx) return false;
  window.htmx.ajax("GET", "/lenh/", { target: palette, swap: "innerHTML" }).then(() => {
    palette.showModal();
    palette.querySelector("input")?.focus();
  });
  palette.onkeydown = (event) => {
    const links = places();
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") { event.preventDefault(); palette.close(); }
    if (event.key === "ArrowDown") { event.preventDefault(); links[Math.min(at + 1, links.length - 1)]?.focus(); }
    if (event.key === "ArrowUp") { event.preventDefault(); (at <= 0 ? palette.querySelector("input") : links[at - 1])?.focus(); }
    if (event.key === "Enter" && at < 0) {
      event.preventDefault();
      hurried = answered !== palette.querySelector("input").value;
      if (!hurried) goToFirst();
    }
  };
  palette.onclick = (event) => { if (event.target === palette) palette.close(); };
  return true;
}

function places() {
  return [...palette.querySelectorAll(".palette-results a")];
}

function goToFirst() {
  const [first] = places();
  if (first) first.click(); else palette.querySelector("form").requestSubmit();
}

palette?.addEventListener("input", () => { hurried = false; });
palette?.addEventListener("htmx:afterSwap", (event) => {
  answered = new URL(event.detail.xhr.responseURL).searchParams.get("q") ?? "";
  if (hurried && answered === palette.querySelector("input").value) goToFirst();
});
document.querySelector("[data-palette]")?.addEventListener("click", (event) => { if (openPalette()) event.preventDefault(); });

function openHelp() {
  const dialog = document.getElementById("bang-phim");
  if (!dialog || !window.htmx) return;
  window.htmx.ajax("GET", "/phim-tat/", { target: dialog, swap: "innerHTML" }).then(() => dialog.showModal());
  dialog.onclick = (event) => { if (event.target === dialog) dialog.close(); };
}

function rows() {
  return [...document.querySelectorAll("[data-list] [data-row]")];
}

function walk(event) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("on"));
  const row = all[at];
  const key = event.key.toLowerCase();
  if (key === "j" || event.key === "ArrowDown" && at >= 0) choose(all[Math.min(at + 1, all.length - 1)], event);
  else if (key === "k" || event.key === "ArrowUp" && at >= 0) choose(all[Math.max(at - 1, 0)], event);
  else if (row && key === "x") row.querySelector("input[type=checkbox]")?.click();
  else if (row && key === "p") row.querySelector("[data-preview]")?.click();
  else if (row && event.key === "Enter" && !event.target.closest("a, button, summary")) row.querySelector("[data-open]")?.click();
}

function choose(row, event) {
  event.preventDefault();
  for (const other of rows()) other.classList.toggle("on", other === row);
  row.querySelector("[data-open]")?.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}
