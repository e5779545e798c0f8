/* Forms: sent once, warned about when left unsaved, given a fresh token after signing in again. */
import { autosave } from "./autosave.js";
import { forgetKept, keepWords, showWords } from "./kept.js";
import { isLost, isReached, sendWhenBack } from "./network.js";
import { upload } from "./upload.js";

const seen = new WeakSet();
let unsaved = null;

export function watchForms(root) {
  for (const form of root.querySelectorAll("form")) {
    if (seen.has(form)) continue;
    seen.add(form);
    guardTwice(form);
    if (form.hasAttribute("data-fresh-token")) freshToken(form);
    if (form.hasAttribute("data-kept-words")) showWords(form);
    if (form.hasAttribute("data-guard")) guardLeaving(form);
    if (form.dataset.autosave) autosave(form);
    if (form.hasAttribute("data-submit-on-change")) form.addEventListener("change", () => form.requestSubmit());
  }
  for (const box of root.querySelectorAll("[data-upload]")) {
    if (seen.has(box)) continue;
    seen.add(box);
    upload(box);
  }
}

/* Long typed forms are never sent into the blue. */
function isInDoubt(form) {
  return !navigator.onLine || isLost() || Boolean(form.dataset.autosave);
}

/* A second press while the first is on its way does nothing; the server holds the same by a token. */
function guardTwice(form) {
  if (form.method !== "post") return;
  form.addEventListener("submit", (event) => {
    if (isInDoubt(form) && !form.dataset.reached) {
      /* What is sent without a network is lost with its page: ask the house first; is it silent, the press waits here. */
      event.preventDefault();
      event.stopImmediatePropagation();
      const send = () => {
        form.dataset.reached = "1";
        form.requestSubmit(document.contains(event.submitter) ? event.submitter : null);
        delete form.dataset.reached;
      };
      isReached().then((yes) => (yes ? send() : sendWhenBack(form, send)));
      return;
    }
    if (form.getAttribute("action") === "/dang-xuat/") forgetKept();
    if (form.dataset.forgets) forgetKept((key) => key.endsWith(form.dataset.forgets));
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    if (!form.hasAttribute("data-kept-words")) keepWords(form);
    unsaved = null;
    event.submitter?.classList.add("busy");
    event.submitter?.setAttribute("aria-disabled", "true");
  });
}
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll(".busy")) {
      button.classList.remove("busy");
      button.removeAttribute("aria-disabled");
    }
  }
});
document.body.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("form");
  if (form) delete form.dataset.sent;
});

function guardLeaving(form) {
  form.addEventListener("input", () => { unsaved = form; });
  form.addEventListener("autosaved", () => { unsaved = null; });
}
window.addEventListener("beforeunload", (event) => {
  if (unsaved && document.contains(unsaved)) event.preventDefault();
});

export async function newToken() {
  const answer = await fetch("/ma-bao-mat/", { headers: { Accept: "application/json" } });
  return answer.json();
}

function freshToken(form) {
  const refresh = async () => {
    const told = await newToken().catch(() => null);
    const input = form.querySelector("input[name=csrfmiddlewaretoken]");
    if (told && input) input.value = told.token;
  };
  window.addEventListener("focus", refresh);
}
