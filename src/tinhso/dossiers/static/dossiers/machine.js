/* The ticket machine: a reader's burst goes to the code, keys on the screen, and nothing stays of who went away. */
const PATIENCE = 60000; /* milliseconds without a touch until it asks */
const ASKS = 15000; /* milliseconds it waits for an answer */
const BURST = 100; /* a reader types faster than this many milliseconds a letter */
const SHORTEST = 8;

const place = document.querySelector("[data-machine]");
const isHome = "machineHome" in place.dataset;
const ask = document.querySelector(".machine-ask");
let touched = false;
let timer = 0;

/* --- it forgets */

function forget() {
  for (const store of [window.sessionStorage, window.localStorage]) store.clear();
  window.location.replace(isHome && !touched ? place.dataset.machine : `${place.dataset.machine}?lai=1`);
}

function wait() {
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    if (isHome && !touched) { forget(); return; }
    ask.showModal();
    timer = window.setTimeout(forget, ASKS);
  }, PATIENCE);
}

function stay() {
  touched = true;
  if (ask.open) ask.close();
  wait();
}
for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) document.addEventListener(name, stay, { passive: true });
document.querySelector("[data-stay]").addEventListener("click", stay);
ask.addEventListener("cancel", stay);
window.addEventListener("pageshow", (event) => { if (event.persisted) forget(); });
if (place.querySelector("[data-found], .notice")) touched = true;
wait();

/* --- the reader of bar and QR codes types what it reads and presses Enter */

const track = document.querySelector("[data-track]");
const code = track?.elements.namedItem("code");
const second = track?.elements.namedItem("second_item");
let read = "";
let before = "";
let last = 0;

function codeIn(text) {
  const asked = /[?&]ma=([^&#]+)/.exec(text);
  return (asked ? decodeURIComponent(asked[1]) : text).trim().slice(0, 64);
}

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input:not([type=radio]):not([type=hidden])");
  if (event.key === "Enter" && read.length >= SHORTEST && event.timeStamp - last < 4 * BURST && track) {
    event.preventDefault();
    if (field) field.value = before;
    code.value = codeIn(read);
    read = "";
    second.focus();
    second.scrollIntoView({ block: "center" });
    return;
  }
  if (event.key === "Enter" && field === code && code && !second.value) {
    event.preventDefault();
    second.focus();
    return;
  }
  if (event.key.length !== 1) return;
  if (event.timeStamp - last > BURST) {
    read = "";
    before = field ? field.value : "";
  }
  read += event.key;
  last = event.timeStamp;
});

/* --- keys on the screen, for fields that want digits */

const pad = document.querySelector("[data-pad]");
const wanted = "input[name=code], input[name=second_item]";
let typing = null;

document.addEventListener("focusin", (event) => {
  if (event.target.matches(wanted)) typing = event.target;
  else if (!event.target.closest("[data-pad]")) typing = null;
  pad.hidden = !typing;
});
pad.addEventListener("pointerdown", (event) => event.preventDefault());
pad.addEventListener("click", (event) => {
  const key = event.target.closest("[data-press]")?.dataset.press;
  if (!key || !typing) return;
  if (key === "done") {
    typing.blur();
    typing = null;
    pad.hidden = true;
    return;
  }
  const limit = typing.maxLength > 0 ? typing.maxLength : 64;
  typing.value = key === "back" ? typing.value.slice(0, -1) : (typing.value + key).slice(0, limit);
});

document.querySelector("[data-found]")?.focus();
