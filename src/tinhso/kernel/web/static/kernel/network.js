/* A lost network is said at the top of the page until the house answers again. */
const AGAIN = 4000;
const banner = document.querySelector("[data-offline]");
let timer = 0;

export async function isReached() {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

async function look() {
  window.clearTimeout(timer);
  const here = await isReached();
  if (here && banner && !banner.hidden) window.dispatchEvent(new CustomEvent("tinhso:online"));
  if (banner) banner.hidden = here;
  if (!here) timer = window.setTimeout(look, AGAIN);
}

export function watchNetwork() {
  for (const name of ["offline", "online"]) window.addEventListener(name, look);
  document.addEventListener("tinhso:lost", look);
}
