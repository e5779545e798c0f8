/* A signature drawn on the screen becomes a picture in the form's own file field. */
function watch(pad) {
  if (pad.dataset.ready) return;
  pad.dataset.ready = "1";
  const form = pad.closest("form");
  const input = form?.querySelector("input[type=file][name=signature]");
  const canvas = pad.querySelector("[data-pad-canvas]");
  if (!input || !canvas?.getContext) return;
  const pen = canvas.getContext("2d");
  let drawing = false;
  let drawn = false;
  pad.hidden = false;

  const blank = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#10284e";
    pen.lineWidth = 2.5;
    pen.lineCap = pen.lineJoin = "round";
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  const keep = () => canvas.toBlob((picture) => {
    if (!picture || !drawn) return;
    const files = new DataTransfer();
    files.items.add(new File([picture], "chu-ky.png", { type: "image/png" }));
    input.files = files.files;
  }, "image/png");

  blank();
  canvas.addEventListener("pointerdown", (event) => {
    drawing = drawn = true;
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo(...place(event));
    event.preventDefault();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!drawing) return;
    pen.lineTo(...place(event));
    pen.stroke();
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { drawing = false; keep(); });
  pad.querySelector("[data-pad-clear]")?.addEventListener("click", () => {
    drawn = false;
    blank();
    input.value = "";
  });
}

const look = (root) => { for (const pad of root.querySelectorAll("[data-pad]")) watch(pad); };
look(document);
document.body.addEventListener("htmx:afterSettle", (event) => look(event.target));
