/* Autosave: what is typed is kept in the browser at once and on the server when typing rests.

   <form data-autosave="/nhap/…/" data-saved-word="Đã lưu" data-failed-word="…" data-signed-out-word="…"
         data-sign-in-word="…" data-kept-word="…" data-sign-in-url="/dang-nhap/" data-autosave-key="…">
   <span data-saved></span> anywhere on the page says how it stands. The server answers 204 or JSON
   {"saved_at": "08:47", "version": 7} (the number goes into the form's `version`); 401 means that the session ended: sign-in opens in a tab, and saving goes on.
   A page that answers what was sent carries `data-autosave-answers`: its words are newer than what the browser kept. */
import { newToken } from "./forms.js";
import { keeper } from "./kept.js";

const REST = 1200;
const AGAIN = 8000;

export function autosave(form) {
  const place = document.querySelector("[data-saved]");
  const words = form.dataset;
  const kept = keeper({ owner: words.autosaveOwner, url: words.autosave, secret: words.autosaveKey });
  let timer = 0;
  let busy = false;
  let dirty = false;

  const say = (text, bad = false) => {
    if (!place) return;
    place.textContent = text;
    place.classList.toggle("bad", bad);
  };
  const clock = () => new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());

  function typed() {
    const pairs = [];
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && !name.startsWith("_") && name !== "csrfmiddlewaretoken") pairs.push([name, value]);
    }
    return pairs;
  }
  async function restore() {
    const old = await kept.take();
    if (old && "autosaveAnswers" in words) return void changed();
    if (!old || dirty || JSON.stringify(old) === JSON.stringify(typed())) return;
    const byName = new Map();
    for (const [name, value] of old) byName.set(name, [...(byName.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || field.type === "file" || (field.type === "hidden" && field.name !== "token")) continue;
      const values = byName.get(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(values?.includes(field.value));
      else if (values) field.value = values.shift();
    }
    say(words.keptWord || "", false);
    changed();
  }

  async function save() {
    if (busy) return;
    busy = true;
    dirty = false;
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json", "HX-Request": "true" } });
      if (answer.ok) {
        const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
        if (told.version !== undefined && form.elements.version) form.elements.version.value = told.version;
        if (!dirty) kept.forget();
        say(`${words.savedWord || ""} ${told.saved_at || clock()}`);
        form.dispatchEvent(new CustomEvent("autosaved", { bubbles: true }));
      } else if (answer.status === 401 || answer.type === "opaqueredirect") {
        signedOut();
      } else if (answer.status === 403) {
        await renew();
        dirty = true;
      } else {
        const told = await answer.json().catch(() => ({}));
        say(told.detail || words.failedWord || "", true);
      }
    } catch {
      say(words.failedWord || "", true);
      document.dispatchEvent(new CustomEvent("tinhso:lost"));
      dirty = true;
    } finally {
      busy = false;
      if (dirty) timer = window.setTimeout(save, AGAIN);
    }
  }
  async function renew() {
    const told = await newToken().catch(() => null);
    const input = form.querySelector("input[name=csrfmiddlewaretoken]");
    if (told && input) input.value = told.token;
    return told;
  }
  function signedOut() {
    say(words.signedOutWord || "", true);
    if (place && words.signInUrl) {
      const link = document.createElement("a");
      link.href = words.signInUrl;
      link.target = "_blank";
      link.rel = "opener";
      link.textContent = words.signInWord || "";
      place.append(" ", link);
    }
    window.addEventListener("focus", async () => {
      const told = await renew();
      if (told?.signed_in) save(); else signedOut();
    }, { once: true });
  }
  function changed() {
    dirty = true;
    kept.put(typed());
    window.clearTimeout(timer);
    timer = window.setTimeout(save, REST);
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => { window.clearTimeout(timer); kept.put(typed()); kept.sent(); });
  for (const name of ["online", "tinhso:online"]) window.addEventListener(name, () => { if (dirty) save(); });
  restore();
}
