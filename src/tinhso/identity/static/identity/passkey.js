// Passkeys: asks the house for a question, lets the browser answer, brings the answer back.

const supported = window.PublicKeyCredential?.parseRequestOptionsFromJSON !== undefined;

function say() {
  const words = document.querySelector("[data-passkey-words]");
  if (words) words.textContent = words.dataset.passkeyWords;
}

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  location.assign((await answer.json()).next);
}

async function signIn(url) {
  const { question } = await (await fetch(url)).json();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(question.publicKey);
  const credential = await navigator.credentials.get({ publicKey });
  await post(url, credential.toJSON());
}

async function add(url, name) {
  const { question } = await (await fetch(url)).json();
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(question.publicKey);
  const credential = await navigator.credentials.create({ publicKey });
  await post(url, { name, credential: credential.toJSON() });
}

if (supported) {
  for (const place of document.querySelectorAll("[data-passkey]")) {
    place.hidden = false;
    place.querySelector("button").addEventListener("click", () => signIn(place.dataset.passkey).catch(say));
  }
  for (const form of document.querySelectorAll("[data-passkey-add]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      add(form.dataset.passkeyAdd, form.elements.name.value).catch(say);
    });
  }
}
