/* What is typed, kept by the browser until the house has it.

   The tab's own store keeps it at once and ends with the tab. For a closed browser or a power cut the same words lie in the
   browser's lasting store, sealed with a key that only a page of the account brings along (`data-autosave-key`): who takes the
   machine away reads nothing. Sign-out forgets both; what nobody came back for within half a day is dropped. */
const OURS = "tinhso:";
const LASTS = 12 * 60 * 60 * 1000;
const IV = 12;
const SENT = "#sent";

const storeOf = (name) => { try { return window[name]; } catch { return null; } };
const stores = () => [storeOf("sessionStorage"), storeOf("localStorage")].filter(Boolean);
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => Number.parseInt(pair, 16));
const hexOf = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

/* Remove what the browser keeps: all of it at sign-out, or what a test of the key says. */
export function forgetKept(isMeant = () => true) {
  for (const store of stores()) {
    for (const key of Object.keys(store)) if (key.startsWith(OURS) && isMeant(key)) store.removeItem(key);
  }
}

/* What was sent is the house's once it answered with another page. */
function forgetSent() {
  const tab = storeOf("sessionStorage");
  for (const key of Object.keys(tab || {})) {
    if (!key.startsWith(OURS) || !key.endsWith(SENT) || tab.getItem(key) === location.pathname) continue;
    const name = key.slice(0, -SENT.length);
    forgetKept((other) => other === name || other === key);
  }
}
forgetSent();

function forgetOthers(owner) {
  const tab = storeOf("sessionStorage");
  for (const key of Object.keys(tab || {})) if (key.startsWith(OURS) && !key.startsWith(`${OURS}${owner}:`)) tab.removeItem(key);
}

export function keeper({ owner, url, secret }) {
  const name = `${OURS}${owner}:${url}`;
  const tab = storeOf("sessionStorage");
  const lasting = storeOf("localStorage");
  const bound = new TextEncoder().encode(name);
  const sealing = secret && lasting && window.crypto?.subtle
    ? crypto.subtle.importKey("raw", bytesOf(secret), "AES-GCM", false, ["encrypt", "decrypt"])
    : null;
  let turn = 0;
  forgetOthers(owner);

  async function seal(text) {
    const mine = ++turn;
    const iv = crypto.getRandomValues(new Uint8Array(IV));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound }, await sealing, new TextEncoder().encode(text));
    if (mine === turn) lasting.setItem(name, JSON.stringify([Date.now(), hexOf(iv), hexOf(sealed)]));
  }
  async function unseal() {
    const [at, iv, sealed] = JSON.parse(lasting.getItem(name) || "[]");
    if (!sealed || Date.now() - at > LASTS) { lasting.removeItem(name); return null; }
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(iv), additionalData: bound }, await sealing, bytesOf(sealed));
    return new TextDecoder().decode(text);
  }

  return {
    put(pairs) {
      const text = JSON.stringify(pairs);
      try { tab?.setItem(name, text); } catch { /* a full store: the house still saves */ }
      if (sealing) seal(text).catch(() => {});
    },
    /* Only what another page left is unsealed: within a tab its own store is newer. */
    async take() {
      const text = tab?.getItem(name) || (sealing && await unseal().catch(() => null));
      try { return JSON.parse(text || "null"); } catch { return null; }
    },
    sent() {
      turn += 1;
      try { tab?.setItem(name + SENT, location.pathname); } catch { /* as above */ }
    },
    forget() {
      turn += 1;
      tab?.removeItem(name);
      lasting?.removeItem(name);
    },
  };
}

/* The words beside which something was typed, for the page that shows what was not sent: it knows the names of fields alone. */
const WORDS = `${OURS}words`;
const said = (node) => (node?.querySelector("span") || node)?.firstChild?.textContent.trim() || "";

function wordsOf(form) {
  const found = {};
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || !field.labels?.length) continue;
    const chosen = field.type === "radio" || field.type === "checkbox";
    const group = field.closest("fieldset[data-field]");
    const label = said(chosen && group?.dataset.field === field.name ? group.querySelector("legend") : field.labels[0]);
    const one = (found[field.name] ??= { label, values: {} });
    if (chosen) one.values[field.value] = label === said(field.labels[0]) ? "✓" : said(field.labels[0]);
    for (const option of field.selectedOptions || []) if (option.value) one.values[option.value] = option.text.trim();
  }
  return found;
}

const aimOf = (form) => new URL(form.getAttribute("action") || location.href, location.href).href.split("#")[0];

export function keepWords(form) {
  try { storeOf("sessionStorage")?.setItem(WORDS, JSON.stringify([aimOf(form), wordsOf(form)])); } catch { /* names are shown then */ }
}

/* What has no label on its page was not typed by a person. */
export function showWords(form) {
  const [aim, found] = JSON.parse(storeOf("sessionStorage")?.getItem(WORDS) || "[]");
  if (aim !== aimOf(form)) return;
  for (const name of form.querySelectorAll("dt[data-name]")) {
    const words = found[name.dataset.name];
    const value = name.nextElementSibling;
    if (!words) {
      value.remove();
      name.remove();
      continue;
    }
    name.textContent = words.label || name.textContent;
    value.textContent = words.values[value.textContent.trim()] || value.textContent;
  }
}
