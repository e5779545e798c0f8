/* A drawer: the sum while its notes are counted, and by how much it differs from the book. */
const notes = document.querySelector("[data-notes]");
const said = document.querySelector("[data-notes-sum]");
const dong = (amount) => `${new Intl.NumberFormat(document.documentElement.lang).format(amount)} đ`;

function reckon() {
  let sum = 0;
  for (const field of notes.querySelectorAll("[data-note]")) {
    const pieces = Number.parseInt(field.value, 10);
    if (pieces > 0) sum += pieces * Number(field.dataset.note);
  }
  said.querySelector("[data-sum]").textContent = dong(sum);
  said.querySelector("[data-difference]").textContent = dong(sum - Number(notes.dataset.expected));
  said.hidden = false;
}

if (notes && said) {
  notes.addEventListener("input", reckon);
  reckon();
}
