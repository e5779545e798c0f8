// Shows and hides questions while one types. The server decides again; without script all are shown.

const same = (a, b) => (typeof a === "boolean" || typeof b === "boolean" ? a === b : String(a) === String(b));
const number = (value) => (value === null || value === "" || Number.isNaN(Number(value)) ? null : Number(value));

function today(days) {
  const now = new Date(Date.now() + 7 * 3600e3 + days * 864e5);
  return now.toISOString().slice(0, 10);
}

function compute(part, values) {
  if (typeof part === "number") return part;
  if (part === null || typeof part !== "object") return null;
  const [[operator, operand]] = Object.entries(part);
  if (operator === "var") return number(values(operand));
  if (!Array.isArray(operand)) return null;
  const numbers = operand.map((inner) => compute(inner, values));
  if (numbers.some((n) => n === null)) return null;
  const acts = { add: (a, b) => a + b, sub: (a, b) => a - b, mul: (a, b) => a * b, div: (a, b) => (b ? a / b : null) };
  return acts[operator] ? numbers.reduce(acts[operator]) : null;
}

export function holds(condition, values) {
  const [[operator, operand]] = Object.entries(condition);
  if (operator === "and") return operand.every((part) => holds(part, values));
  if (operator === "or") return operand.some((part) => holds(part, values));
  if (operator === "not") return !holds(operand, values);
  if (operator === "filled") {
    const value = values(operand);
    return !(value === null || value === "" || (Array.isArray(value) && value.length === 0));
  }
  let [left, right] = operand;
  left = typeof left === "object" ? compute(left, values) : values(left);
  if (operator === "in") return left !== null && right.some((one) => same(left, one));
  if (operator === "has") return Array.isArray(left) && left.includes(right);
  if (right !== null && typeof right === "object") right = "var" in right ? values(right.var) : today(right.today);
  if (operator === "eq") return left !== null && same(left, right);
  if (operator === "ne") return left === null || !same(left, right);
  if (left === null || left === "" || right === null || right === "") return false;
  const a = number(left), b = number(right);
  const [x, y] = a !== null && b !== null ? [a, b] : [String(left), String(right)];
  return { lt: x < y, le: x <= y, gt: x > y, ge: x >= y }[operator];
}

function canonical(input, form, name) {
  if (input.type === "radio") {
    const chosen = form.querySelector(`input[name="${CSS.escape(name)}"]:checked`);
    const value = chosen ? chosen.value : null;
    return value === "yes" ? true : value === "no" ? false : value;
  }
  if (input.type === "checkbox") {
    const boxes = [...form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
    if (boxes.length === 1 && input.value === "yes") return input.checked;
    return boxes.filter((box) => box.checked).map((box) => box.value);
  }
  const text = input.value.trim();
  const day = text.match(/^(?:(\d{1,2})\/)?(?:(\d{1,2})\/)?(\d{4})$/);
  if (day && text.includes("/")) {
    const parts = text.split("/").reverse();
    return parts.map((part, index) => (index ? part.padStart(2, "0") : part)).join("-");
  }
  if (input.inputMode === "decimal" || input.inputMode === "numeric") {
    return text.replaceAll(/[.\s]/g, "").replace(",", ".");
  }
  return text || null;
}

function watch(form) {
  const known = JSON.parse(form.dataset.known || "{}");
  const shown = [...form.querySelectorAll("[data-when]")];
  if (!shown.length) return;
  const refresh = () => {
    for (const question of shown) {
      const item = question.closest(".group-item");
      const values = (name) => {
        const places = item ? [...item.querySelectorAll("input, select, textarea")] : [];
        const near = places.find((input) => input.name.endsWith(`-${name}`));
        const input = near || form.querySelector(`[name="${CSS.escape(name)}"]`);
        if (!input) return name in known ? known[name] : null;
        if (input.closest("[data-when][hidden]")) return null;
        return canonical(input, form, input.name);
      };
      question.hidden = !holds(JSON.parse(question.dataset.when), values);
    }
  };
  form.addEventListener("input", refresh);
  form.addEventListener("change", refresh);
  refresh();
}

for (const form of document.querySelectorAll("[data-eform]")) watch(form);
document.addEventListener("htmx:load", (event) => {
  for (const form of event.target.querySelectorAll?.("[data-eform]") ?? []) watch(form);
});
