/* A lost network is said at the top of the page until the house answers again; what was pressed meanwhile is sent then, once. */
const AGAIN = 4000;
const PATIENCE = 5000;
const banner = document.querySelector("[data-offline]");
const pressed = banner?.querySelector("[data-pressed]");
const waiting = new Map();
let timer = 0;

export async function isReached() {
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) })).ok;
  } catch {
    return false;
  }
}

export const isLost = () => Boolean(banner && !banner.hidden);

/* Keep a press until the house answers. Whoever types on, or takes it back, presses again himself. */
export function sendWhenBack(form, send) {
  waiting.set(form, send);
  form.addEventListener("input", () => takeBack(form), { once: true });
  tell();
  document.dispatchEvent(new CustomEvent("tinhso:lost"));
}

function takeBack(form) {
  waiting.delete(form);
  tell();
}

function tell() {
  if (pressed) pressed.hidden = waiting.size === 0;
}

async function look() {
  window.clearTimeout(timer);
  const here = await isReached();
  const wasLost = isLost();
  if (banner) banner.hidden = here;
  if (!here) {
    timer = window.setTimeout(look, AGAIN);
    return;
  }
  const sends = [...waiting].filter(([form]) => document.contains(form));
  waiting.clear();
  tell();
  if (wasLost) window.dispatchEvent(new CustomEvent("tinhso:online"));
  for (const [, send] of sends) send();
}

export function watchNetwork() {
  for (const name of ["offline", "online"]) window.addEventListener(name, look);
  document.addEventListener("tinhso:lost", look);
  pressed?.querySelector("button").addEventListener("click", () => { waiting.clear(); tell(); });
}
