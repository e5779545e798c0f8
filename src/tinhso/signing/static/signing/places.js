/* Places on pages: dragged by finger or mouse, moved by arrow keys, or typed as millimetres. */
const pages = [...document.querySelectorAll("[data-places] svg")];
const said = document.querySelector("[data-places-said]");
const EDGES = ["page", "left", "top", "width", "height"];

function fieldsOf(key) {
  const found = EDGES.map((edge) => [edge, document.querySelector(`[name="${key}_${edge}"]`)]);
  return Object.fromEntries(found);
}

function values(key) {
  const read = Object.entries(fieldsOf(key)).map(([edge, field]) => [edge, Number(field.value)]);
  return Object.fromEntries(read);
}

function pageOf(number) {
  return pages.find((page) => Number(page.dataset.page) === number);
}

function draw(place) {
  const now = values(place.dataset.place);
  const page = pageOf(now.page);
  if (!page) return;
  if (place.parentNode !== page) {
    page.append(place);
  }
  place.setAttribute("transform", `translate(${now.left} ${now.top})`);
  const box = place.querySelector("rect");
  box.setAttribute("width", Math.max(now.width, 1));
  box.setAttribute("height", Math.max(now.height, 1));
}

function move(place, left, top, number) {
  const key = place.dataset.place;
  const fields = fieldsOf(key);
  const now = values(key);
  const page = pageOf(number ?? now.page) ?? pageOf(now.page);
  const size = page.viewBox.baseVal;
  const held = (value, most) => Math.min(Math.max(value, 0), Math.max(most, 0)).toFixed(1);
  fields.page.value = page.dataset.page;
  fields.left.value = held(left, size.width - now.width);
  fields.top.value = held(top, size.height - now.height);
  draw(place);
}

function millimetres(page, event) {
  const point = new DOMPoint(event.clientX, event.clientY);
  return point.matrixTransform(page.getScreenCTM().inverse());
}

function grasp(place, event) {
  if (event.button > 0) return;
  event.preventDefault();
  place.focus({ preventScroll: true });
  place.classList.add("is-held");
  const start = millimetres(place.parentNode, event);
  const now = values(place.dataset.place);
  const off = { left: start.x - now.left, top: start.y - now.top };
  const drag = (moved) => {
    const under = pages.find((page) => {
      const seen = page.getBoundingClientRect();
      const within = moved.clientY >= seen.top && moved.clientY <= seen.bottom;
      return within && moved.clientX >= seen.left && moved.clientX <= seen.right;
    });
    const page = under ?? place.parentNode;
    const at = millimetres(page, moved);
    move(place, at.x - off.left, at.y - off.top, Number(page.dataset.page));
  };
  const drop = () => {
    place.classList.remove("is-held");
    document.removeEventListener("pointermove", drag);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", drop);
    tell(place);
  };
  // on the document: an element that goes to another page loses what it had captured
  document.addEventListener("pointermove", drag);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}

const STEPS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function press(place, event) {
  const now = values(place.dataset.place);
  const step = STEPS[event.key];
  const turn = { PageUp: -1, PageDown: 1 }[event.key];
  if (!step && !turn) return;
  event.preventDefault();
  if (turn) {
    move(place, now.left, now.top, now.page + turn);
    place.focus();
  } else {
    const far = event.shiftKey ? 10 : 1;
    move(place, now.left + step[0] * far, now.top + step[1] * far);
  }
  tell(place);
}

function tell(place) {
  const now = values(place.dataset.place);
  said.textContent = `${place.getAttribute("aria-label")}: ${now.page}, ${now.left}, ${now.top} mm`;
}

for (const place of document.querySelectorAll("[data-place]")) {
  place.addEventListener("pointerdown", (event) => grasp(place, event));
  place.addEventListener("keydown", (event) => press(place, event));
  for (const field of Object.values(fieldsOf(place.dataset.place))) {
    field.addEventListener("input", () => draw(place));
  }
  draw(place);
}
