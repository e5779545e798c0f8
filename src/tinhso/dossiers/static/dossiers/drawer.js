/* A drawer: the sum while its notes are counted, and by how much it differs from the book. */
const notes = document.querySelector("[data-notes]");
const said = document.querySelector("[data-notes-sum]");
const number = new Intl.NumberFormat(document.documentElement.lang);
const dong = (amount) => `${amount < 0 ? "−" : ""}${number.format(Math.abs(amount))} đ`;

function reckon() {
  let sum = 0;
  let counted = false;
  for (const field of notes.querySelectorAll("[data-note]")) {
    const pieces = Number.parseInt(field.value, 10);
    counted ||= pieces >= 0;
    if (pieces > 0) sum += pieces * Number(field.dataset.note);
  }
  said.querySelector("[data-sum]").textContent = dong(sum);
  said.querySelector("[data-difference]").textContent = dong(sum - Number(notes.dataset.expected));
  said.hidden = !counted;
}

if (notes && said) {
  notes.addEventListener("input", reckon);
  reckon();
}
