/* The desk: a row opens beside its list where there is room; what was done is marked on its row. */
const list = document.querySelector("[data-list]");
const pane = document.getElementById("xem-nhanh");
const wide = window.matchMedia("(min-width: 1101px)");

list?.addEventListener("click", (event) => {
  const link = event.target.closest("[data-open], [data-preview]");
  const row = link?.closest("[data-row]");
  if (!row) return;
  if (!link.matches("[data-open]") || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const preview = row.querySelector("[data-preview]");
  if (!preview || !window.htmx) return;
  event.preventDefault();
  preview.click();
});

pane?.addEventListener("htmx:afterSettle", () => {
  const shown = pane.querySelector("[data-dossier]");
  if (!("byItself" in pane.dataset)) pane.querySelector("h2[tabindex]")?.focus({ preventScroll: true });
  delete pane.dataset.byItself;
  pane.scrollTop = 0;
  if (!shown) return;
  const row = document.getElementById(`dong-${shown.dataset.dossier}`);
  if (row && row.dataset.state && row.dataset.state !== shown.dataset.state) {
    row.classList.add("done-row");
    document.body.dispatchEvent(new CustomEvent("tinhso:counts"));
  }
  if (row) row.dataset.state ||= shown.dataset.state;
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
