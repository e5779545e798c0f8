/* A page left alone says so before its session locks, and covers what it shows once it is locked.

   Typing and pointing count as use and are told to the house now and then, so that nobody is locked while he writes. What was typed
   stays on the page: after signing in again in another tab, as the same account, the page goes on with a fresh token. */
const LOOK = 5000;
const SOON = 60;
const PARTS = 5;
const USE = ["keydown", "pointerdown", "input", "wheel", "touchmove"];
const box = document.querySelector("dialog[data-idle]");
const account = box?.dataset.idle;
const least = Number(box?.dataset.left) || 0;
let until = 0;
let toldAt = Date.now();
let isUsed = false;
let isLocked = false;
let isAsking = false;

const show = (part) => {
  for (const one of box.querySelectorAll("[data-idle-part]")) one.hidden = one.dataset.idlePart !== part;
  box.classList.toggle("locked", part !== "soon");
  if (!box.open) box.showModal();
};
const secondsLeft = () => Math.round((until - Date.now()) / 1000);

/* Ask the house; a look by the page itself carries `X-Background` and is no use of the session. */
async function ask(isUse) {
  if (isAsking) return;
  isAsking = true;
  if (isUse) { isUsed = false; toldAt = Date.now(); }
  try {
    const headers = { Accept: "application/json", ...(isUse ? {} : { "X-Background": "1" }) };
    const answer = await fetch("/ma-bao-mat/", { headers, cache: "no-store", signal: AbortSignal.timeout(LOOK) });
    if (answer.ok) hear(await answer.json());
  } catch { /* no network: the page's own reckoning goes on */ } finally {
    isAsking = false;
  }
}

function hear(told) {
  if (!told.signed_in) lock();
  else if (told.account !== account) { isLocked = true; show("other"); }
  else {
    until = Date.now() + told.seconds_left * 1000;
    if (isLocked) unlock(told.token);
  }
}

function lock() {
  isLocked = true;
  show("locked");
}

function unlock(token) {
  isLocked = false;
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  box.close();
}

async function look() {
  if (isLocked) {
    if (!document.hidden) await ask(false);
    return;
  }
  if (isUsed && Date.now() - toldAt > Math.min(SOON, least / PARTS) * 1000) await ask(true);
  const soon = Math.min(SOON, least / PARTS);
  if (!isLocked && secondsLeft() <= soon) await ask(false);
  if (isLocked) return;
  if (secondsLeft() <= 0) lock();
  else if (secondsLeft() <= soon) {
    box.querySelector("[data-idle-seconds]").textContent = String(secondsLeft());
    show("soon");
  } else if (box.open) box.close();
}

export function watchIdle() {
  if (!box || !least) return;
  until = Date.now() + least * 1000;
  for (const name of USE) document.addEventListener(name, () => { isUsed = true; }, { passive: true, capture: true });
  box.addEventListener("cancel", (event) => { if (isLocked) event.preventDefault(); else ask(true); });
  box.querySelector("[data-idle-go-on]").addEventListener("click", async () => { await ask(true); if (!isLocked) box.close(); });
  for (const name of ["focus", "pageshow"]) window.addEventListener(name, look);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
  setInterval(look, LOOK);
}
