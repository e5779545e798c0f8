/* The counter: the text of a card fills the fields, a chosen file ticks its paper. All works without. */
const form = document.querySelector("[data-intake]");

function fill(name, value) {
  const field = form.elements.namedItem(name);
  if (!field || !value || !("value" in field) || field.value) return;
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function fillAnswers(answers) {
  for (const [name, value] of Object.entries(answers || {})) {
    if (value && typeof value === "object" && !Array.isArray(value)) {
      for (const [part, text] of Object.entries(value)) fill(`${name}-${part}`, text);
    } else fill(name, value);
  }
}

/* What was typed of the owner stands in the procedure's own form too, until somebody writes over it. */
const TYPED_AS = {
  "applicant.name": "owner_name",
  "applicant.identity_number": "owner_number",
  "applicant.birth": "owner_birth",
  "applicant.phone": "owner_phone",
  "applicant.email": "owner_email",
  "representative.name": "submitter_name",
  "representative.identity_number": "submitter_number",
  "business.name": "owner_name",
  "business.tax_code": "owner_number",
  "business.phone": "owner_phone",
  "business.email": "owner_email",
};
const copied = new Map();

function copyAnswer(field) {
  const isPerson = form.elements.namedItem("owner_kind").value === "citizen";
  for (const [name, source] of Object.entries(JSON.parse(form.dataset.sources || "{}"))) {
    if (TYPED_AS[source] !== field.name || (isPerson && source.startsWith("business."))) continue;
    const answer = form.elements.namedItem(name);
    if (!answer || !("value" in answer) || (answer.value && answer.value !== copied.get(name))) continue;
    answer.value = field.value;
    copied.set(name, field.value);
    answer.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/* And the other way: what is answered in that form stands with the owner, while he is the same person. */
const TYPED_BACK = ["owner_name", "owner_number", "owner_phone", "owner_email", "owner_birth"];

function copyOwner(answer) {
  const sources = JSON.parse(form.dataset.sources || "{}");
  const whose = form.elements.namedItem("owner_kind").value === "citizen" ? "applicant." : "business.";
  const source = sources[answer.name] ?? "";
  const field = source.startsWith(whose) && form.elements.namedItem(TYPED_AS[source]);
  if (!field || !TYPED_BACK.includes(field.name)) return;
  if (field.value && field.value !== copied.get(field.name)) return;
  const named = Object.keys(sources).find((name) => sources[name] === `${whose}name`);
  const owner = form.elements.namedItem("owner_name");
  if (field !== owner && (!owner.value || form.elements.namedItem(named)?.value !== owner.value)) return;
  field.value = answer.value;
  copied.set(field.name, answer.value);
}

/* The next thing that must be answered and is not, else the first there is, else the button. */
function goOn(from) {
  const open = [...form.elements].filter(isOpen);
  const after = open.find((field) => from.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
  (after ?? open.find((field) => field !== from) ?? form.elements.namedItem("take")).focus();
}

function isOpen(field) {
  if (!field.matches("input:not([type=hidden], [type=file], [name=card]), select, textarea:not([data-paste-rows])")) return false;
  if (field.disabled || !field.getClientRects().length) return false;
  if (field.matches("[name^=co_]")) return !field.value && Boolean(field.closest("[data-owed]"));
  if (field.type === "checkbox") return field.required && !field.checked;
  if (field.closest(".field, fieldset")?.querySelector(":scope > label .optional, :scope > legend .optional")) return false;
  if (field.type === "radio") return ![...form.elements].some((one) => one.name === field.name && one.checked);
  return !field.value;
}

async function readCard(input) {
  const text = input.value.trim();
  if (!text) return;
  const body = new FormData();
  body.append("card", text);
  body.append("code", form.dataset.code);
  body.append("kind", form.elements.namedItem("owner_kind").value);
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(form.dataset.intake, { method: "POST", body, headers: { "X-CSRFToken": token } }).catch(() => null);
  const place = form.querySelector("[data-card-told]");
  const told = answer && (answer.ok || answer.status === 422) ? await answer.json() : null;
  place.replaceChildren();
  if (!told) return;
  const say = (words, kind) => {
    const box = document.createElement("p");
    box.className = `notice ${kind}`;
    box.textContent = words;
    place.append(box);
  };
  if (told.error) { say(told.error, "bad"); input.select(); return; }
  for (const [name, value] of Object.entries(told.fields)) {
    const field = form.elements.namedItem(name);
    if (field && value) field.value = value;
  }
  fillAnswers(told.answers);
  for (const words of told.doubts) say(words, "wait");
  input.value = "";
  form.elements.namedItem("owner_phone")?.focus();
}

if (form) {
  const card = form.elements.namedItem("card");
  card?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    readCard(card);
  });
  form.querySelector("[name=_card]")?.addEventListener("click", (event) => { event.preventDefault(); readCard(card); });
  form.addEventListener("keydown", (event) => {
    /* No official act hangs on bare Enter: it goes on to what must still be answered. */
    if (event.key !== "Enter" || event.ctrlKey || event.defaultPrevented) return;
    if (!event.target.matches("input:not([type=submit], [type=file]), select")) return;
    event.preventDefault();
    goOn(event.target);
  });
  form.addEventListener("input", (event) => {
    copyAnswer(event.target);
    copyOwner(event.target);
  });
  /* Rows copied from a spreadsheet into any field of a group are spread over its items. */
  form.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    const group = event.target.closest("fieldset.group[data-field]");
    const box = group?.querySelector("textarea[data-paste-rows]");
    if (!box || event.target === box || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    box.value = text;
    group.querySelector("button[name=_paste]")?.click();
  });
  form.addEventListener("change", (event) => {
    const paper = event.target.closest(".paper-in");
    if (!paper) return;
    const state = paper.querySelector("select[name^=co_]");
    if (state && !state.value && event.target !== state && event.target.value) state.value = "file";
  });
}

/* How a dossier came says who carried it and when it is due; without a script all stands there. */
function showWay(way) {
  const carried = document.querySelector("[data-carried]").dataset.carried.split(" ").includes(way.value);
  for (const name of ["carrier", "tracking"]) form.elements.namedItem(name).closest(".field").hidden = !carried;
  for (const at of document.querySelectorAll("[data-by-way]")) at.hidden = Boolean(at.dataset.byWay) && at.dataset.byWay !== way.value;
}
/* What is no person has no day of birth, and somebody comes for it. */
function showKind(kind) {
  const isPerson = kind.value === "citizen";
  form.elements.namedItem("owner_birth").closest(".field").hidden = !isPerson;
  if (!isPerson) form.querySelector("[data-represents]").closest("details").open = true;
}
const kind = form?.elements.namedItem("owner_kind");
if (kind) {
  kind.addEventListener("change", () => showKind(kind));
  showKind(kind);
}
const way = form?.elements.namedItem("way");
if (way) {
  way.addEventListener("change", () => showWay(way));
  showWay(way);
}

/* Arrow down walks from the words to the procedures found. */
document.getElementById("id_q")?.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown") return;
  event.preventDefault();
  document.querySelector("[data-procedure]")?.focus();
});
document.getElementById("thu-tuc")?.addEventListener("keydown", (event) => {
  const links = [...document.querySelectorAll("[data-procedure]")];
  const at = links.indexOf(document.activeElement);
  if (at < 0 || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  links[Math.max(0, Math.min(at + (event.key === "ArrowDown" ? 1 : -1), links.length - 1))].focus();
});
