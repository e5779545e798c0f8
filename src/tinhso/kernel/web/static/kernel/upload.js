/* Uploads: a photo from the phone's camera or a file, with progress and a way to try again.

   <div class="upload" data-upload data-upload-url="/…/" data-retry-word data-wait-word> around a file input.
   Without data-upload-url the file travels with its form. With it, each file is posted at once under the
   input's name, and the answered HTML takes the place of the line. An input with data-most (a number) takes
   no more files at once, and says so in its data-most-words ({n} chosen, {most} taken). */

export function upload(box) {
  const input = box.querySelector("input[type=file]");
  const url = box.dataset.uploadUrl;
  if (!input) return;
  for (const name of ["dragover", "dragenter"]) box.addEventListener(name, (event) => { event.preventDefault(); box.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) box.addEventListener(name, () => box.classList.remove("over"));
  box.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  if (input.dataset.most) input.addEventListener("change", () => refuseMore(box, input));
  if (!url) return;
  input.addEventListener("change", () => {
    for (const file of input.files) send(box, input.name, url, file);
    input.value = "";
  });
}

function refuseMore(box, input) {
  box.querySelector("[data-too-many]")?.remove();
  const chosen = input.files.length;
  if (chosen <= Number(input.dataset.most)) return;
  const line = document.createElement("p");
  line.className = "upload-line bad";
  line.dataset.tooMany = "";
  line.setAttribute("role", "alert");
  line.textContent = input.dataset.mostWords.replace("{n}", chosen).replace("{most}", input.dataset.most);
  input.value = "";
  box.append(line);
}

function send(box, name, url, file) {
  const line = document.createElement("div");
  line.className = "upload-line";
  line.setAttribute("role", "status");
  const title = document.createElement("span");
  title.textContent = file.name;
  const bar = document.createElement("progress");
  bar.max = file.size || 1;
  bar.setAttribute("aria-label", file.name);
  line.append(title, bar);
  box.append(line);

  const request = new XMLHttpRequest();
  const body = new FormData();
  body.append(name, file, file.name);
  const token = box.closest("form")?.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  request.open("POST", url);
  request.timeout = 120000;
  request.setRequestHeader("HX-Request", "true");
  if (token) request.setRequestHeader("X-CSRFToken", token);
  request.upload.addEventListener("progress", (event) => { bar.value = event.loaded; });
  const failed = (html) => {
    line.classList.add("bad");
    line.setAttribute("role", "alert");
    bar.remove();
    const why = document.createElement("span");
    why.innerHTML = html || "";
    if (!html) why.textContent = box.dataset.failedWord || "";
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button";
    again.textContent = box.dataset.retryWord || "↻";
    again.addEventListener("click", () => { line.remove(); send(box, name, url, file); });
    line.append(why, again);
  };
  request.addEventListener("load", () => {
    if (request.status < 300) {
      line.outerHTML = request.responseText;
      box.dispatchEvent(new CustomEvent("uploaded", { bubbles: true }));
    } else failed(request.getResponseHeader("Content-Type")?.includes("html") ? request.responseText : "");
  });
  for (const name of ["error", "timeout", "abort"]) request.addEventListener(name, () => failed(""));
  request.send(body);
}
