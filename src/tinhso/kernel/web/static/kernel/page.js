/* What every page needs; nothing here is needed for a page to work. */
import { watchForms } from "./forms.js";
import { watchIdle } from "./idle.js";
import { forgetKept } from "./kept.js";
import { watchKeys } from "./keys.js";
import { watchNetwork } from "./network.js";

const announcer = document.getElementById("announcer");

export function announce(words) {
  if (announcer) announcer.textContent = words;
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except && !menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  if (open) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

/* A menu near the right edge opens to the left. */
const WIDEST_MENU = 388;
function keepMenusInside() {
  for (const menu of document.querySelectorAll("details.menu.left")) {
    const { left } = menu.getBoundingClientRect();
    menu.classList.toggle("at-edge", left + WIDEST_MENU > window.innerWidth && left > WIDEST_MENU);
  }
}
keepMenusInside();
window.addEventListener("resize", keepMenusInside);
document.body.addEventListener("htmx:afterSettle", keepMenusInside);

/* Of tabs that are wider than the window the chosen one is in sight. */
for (const chosen of document.querySelectorAll(".views [aria-current]")) {
  const tabs = chosen.parentElement;
  tabs.scrollLeft += Math.max(0, chosen.getBoundingClientRect().right - tabs.getBoundingClientRect().right);
}

/* The numbers beside the rail and on the bell. */
async function fillCounts() {
  const places = document.querySelectorAll("[data-count]");
  if (!places.length || !document.body.classList.contains("staff")) return;
  const answer = await fetch("/lam-viec/so-dem/", { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected) return;
  const counts = await answer.json();
  for (const place of places) {
    const count = counts[place.dataset.count];
    place.textContent = !count ? "" : count >= 1000 ? "1.000+" : String(count);
  }
}
fillCounts();
watchNetwork();
for (const done of document.querySelectorAll("[data-forgets-kept]")) forgetKept((key) => key.endsWith(done.dataset.forgetsKept));
document.body.addEventListener("tinhso:counts", fillCounts);

/* What asks again by itself is no use of the session: nobody stays signed in by a page left open. */
document.body.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.triggeringEvent) event.detail.headers["X-Background"] = "1";
});

/* A refusal comes back into a box of its own above the content. */
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400) return;
  let box = document.getElementById("loi-htmx");
  if (!box) {
    box = document.createElement("div");
    box.id = "loi-htmx";
    box.className = "messages";
    document.getElementById("noi-dung").prepend(box);
  }
  event.detail.target = box;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "loi-htmx") event.detail.target.querySelector("[tabindex]")?.focus();
  watchForms(event.detail.target);
});

document.querySelector("[data-error-summary]")?.focus();
watchForms(document);
watchKeys();
watchIdle();
