/* Lists: choose all, say how many are chosen. The rest works by links and forms. */
for (const list of document.querySelectorAll("[data-list]")) {
  const all = list.querySelector("[data-choose-all]");
  const boxes = [...list.querySelectorAll("tbody input[type=checkbox]")];
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
