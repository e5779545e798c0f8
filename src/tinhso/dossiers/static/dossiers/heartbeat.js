/* Says every 40 seconds that this dossier is open, and shows who else has it open. */
const place = document.querySelector("[data-heartbeat]");
const EVERY = 40_000;

async function beat() {
  if (document.hidden) return;
  const body = new FormData();
  body.set("version", place.dataset.version);
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
  const answer = await fetch(place.dataset.heartbeat, { method: "POST", body, headers: { "X-Background": "1", ...(token ? { "X-CSRFToken": token } : {}) } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const told = (await answer.text()).trim();
  if (told !== place.dataset.told) {
    place.innerHTML = told;
    place.dataset.told = told;
  }
}

if (place) setInterval(beat, EVERY);
