/* The ticket machine prints by itself and goes back; the board above the counters reads numbers aloud. */
const PRINTED = 12000; /* milliseconds a ticket stays on the machine's screen */

const printed = document.querySelector("[data-print-now]");
if (printed) {
  window.setTimeout(() => window.print(), 200);
  window.setTimeout(() => { window.location.href = printed.dataset.back; }, PRINTED);
}

const speak = document.querySelector("[data-speak]");
if (speak && "speechSynthesis" in window) {
  const read = new Set([...document.querySelectorAll("[data-call]")].map((one) => one.dataset.call));
  speak.hidden = false;
  speak.addEventListener("click", () => {
    speak.setAttribute("aria-pressed", String(speak.getAttribute("aria-pressed") !== "true"));
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    for (const call of [...document.querySelectorAll("[data-call]")].reverse()) {
      if (read.has(call.dataset.call)) continue;
      read.add(call.dataset.call);
      if (speak.getAttribute("aria-pressed") !== "true") continue;
      const words = new SpeechSynthesisUtterance(call.dataset.say);
      words.lang = document.documentElement.lang === "en" ? "en" : "vi-VN";
      window.speechSynthesis.speak(words);
    }
  });
}
