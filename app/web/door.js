// The script of the pages the server writes: sign-in, invitations, the account, the people. A form says in its markup
// where it is sent and what follows; what goes wrong is said in the form, as a sentence.

import { watchLinks } from "{{person_js}}";

const UNREACHED = "The server cannot be reached. Check the connection and try again.";

/** Sends JSON; gives back what came, or fails with the server's sentence. */
async function send(method, path, body) {
  const init = { method, headers: { accept: "application/json" } };
  if (body !== undefined) {
    init.headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  const response = await fetch(path, init).catch(() => {
    throw new Error(UNREACHED);
  });
  const text = await response.text();
  const answer = /json/.test(response.headers.get("content-type") ?? "") ? JSON.parse(text) : undefined;
  if (response.ok) return answer;
  throw new Error(sentence(answer?.detail ?? `The server answered ${response.status}.`));
}

const sentence = (detail) => `${detail[0].toUpperCase()}${detail.slice(1)}${/[.!?]$/.test(detail) ? "" : "."}`;

/* ── Forms ── */

/** Runs what a form does. While it runs its buttons are off; what goes wrong stands in the form. */
async function run(form, work) {
  const buttons = [...form.querySelectorAll("button")].filter((button) => !button.disabled);
  const [wrong, said] = [form.querySelector("[data-wrong]"), form.querySelector("[data-said]")];
  wrong.hidden = true;
  said.textContent = "";
  for (const button of buttons) button.disabled = true;
  try {
    await work(said);
  } catch (error) {
    wrong.lastElementChild.textContent = error.message;
    wrong.hidden = false;
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

/** The fields that are filled in, as JSON; a form without fields sends nothing. */
function filledIn(form) {
  const fields = [...new FormData(form)].filter(([name]) => name);
  return fields.length ? Object.fromEntries(fields) : undefined;
}

const AFTERWARDS = {
  gone(form) {
    const row = form.closest("li");
    const next = row.nextElementSibling ?? row.previousElementSibling;
    const heading = row.closest("section")?.querySelector("h2");
    row.remove();
    focusOn(next?.querySelector("button, summary, select") ?? heading);
  },
  reload: () => location.reload(),
  home: () => location.assign("/"),
  once(form, answer) {
    if (form.dataset.lists) addInvitation(form, answer.id);
    const box = form.querySelector("[data-once]");
    const value = box.querySelector("[data-value]");
    value.value = answer.link ?? `${answer.id}.${answer.secret}`;
    box.hidden = false;
    value.focus();
    value.select();
  },
};

/** An invitation that was just made stands in the list of open ones at once. */
function addInvitation(form, id) {
  const list = document.getElementById(form.dataset.lists);
  const row = list.querySelector("template").content.cloneNode(true);
  const rank = form.elements.rank;
  const called = form.elements.called.value.trim();
  row.querySelector("[data-called]").textContent = called || `As ${rank.selectedOptions[0].textContent}`;
  const withdraw = row.querySelector("form");
  withdraw.dataset.send += id;
  list.querySelector(".empty").hidden = true;
  list.querySelector("ul").append(row);
}

function focusOn(element) {
  if (!element) return;
  if (element.matches("h2")) element.tabIndex = -1;
  element.focus();
}

function sendForm(form) {
  return run(form, async (said) => {
    const filled = filledIn(form);
    // Nothing chosen takes away what was given.
    const isNothing = form.dataset.orElse && !Object.values(filled).join("");
    const [method, path] = (isNothing ? form.dataset.orElse : form.dataset.send).split(" ");
    const answer = await send(method, path, isNothing ? undefined : filled).catch((error) => {
      // A choice that was refused is not shown as made.
      if ("onChange" in form.dataset) form.reset();
      throw error;
    });
    for (const option of form.querySelectorAll("option")) option.defaultSelected = option.selected;
    said.textContent = form.dataset.done ?? "";
    AFTERWARDS[form.dataset.then]?.(form, answer);
  });
}

async function copy(button) {
  const box = button.closest("[data-once]");
  const value = box.querySelector("[data-value]");
  const said = box.querySelector("[data-copied]");
  value.select();
  try {
    await navigator.clipboard.writeText(value.value);
    said.textContent = "Copied. It is shown this once.";
  } catch {
    said.textContent = "It could not be copied; it is selected, so copy it with the keyboard.";
  }
}

/* ── Passkeys ── */

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const withIds = (list) => list?.map((known) => ({ ...known, id: toBytes(known.id) }));

/** For browsers that cannot read the options themselves yet. */
function creationOptions(json) {
  if (PublicKeyCredential.parseCreationOptionsFromJSON) return PublicKeyCredential.parseCreationOptionsFromJSON(json);
  return {
    ...json,
    challenge: toBytes(json.challenge),
    user: { ...json.user, id: toBytes(json.user.id) },
    excludeCredentials: withIds(json.excludeCredentials) ?? [],
  };
}

function requestOptions(json) {
  if (PublicKeyCredential.parseRequestOptionsFromJSON) return PublicKeyCredential.parseRequestOptionsFromJSON(json);
  return { ...json, challenge: toBytes(json.challenge), allowCredentials: withIds(json.allowCredentials) ?? [] };
}

/** As the server reads it. Written out here, because some password managers hand out credentials without `toJSON`. */
function credentialJson(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: toText(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = toText(response.attestationObject);
  } else {
    answer.authenticatorData = toText(response.authenticatorData);
    answer.signature = toText(response.signature);
    answer.userHandle = response.userHandle && toText(response.userHandle);
  }
  return { id: credential.id, rawId: toText(credential.rawId), type: credential.type, response: answer };
}

const REFUSALS = {
  NotAllowedError: "Nothing was chosen, or it took too long. Try again when you are ready.",
  InvalidStateError: "This device keeps a passkey of yours already. Sign in with it.",
  SecurityError: "This page was opened under another address than the one its passkeys belong to.",
  NotSupportedError: "This device cannot keep a passkey of the kind that is needed. Use another device, or a security key.",
};

/** Asks the browser for a passkey. */
async function ask(work) {
  if (!window.PublicKeyCredential) throw new Error("This browser knows no passkeys. Use a newer one.");
  try {
    return credentialJson(await work());
  } catch (error) {
    throw new Error(REFUSALS[error.name] ?? `The passkey could not be used: ${error.message}`);
  }
}

async function makePasskey(wanted) {
  const { publicKey } = await send("POST", "/api/passkeys/challenge", wanted);
  const credential = await ask(() => navigator.credentials.create({ publicKey: creationOptions(publicKey) }));
  await send("POST", "/api/passkeys", credential);
}

const PASSKEY = {
  async "sign-in"() {
    const { publicKey } = await send("POST", "/api/sign-in/challenge", {});
    const credential = await ask(() => navigator.credentials.get({ publicKey: requestOptions(publicKey) }));
    await send("POST", "/api/sign-in", credential);
  },
  make: (form) => makePasskey({ invite: form.dataset.invite, ...filledIn(form) }),
  add: () => makePasskey({}),
};

const passkey = (form) =>
  run(form, async () => {
    await PASSKEY[form.dataset.passkey](form);
    if (form.dataset.next) location.replace(form.dataset.next);
    else location.reload();
  });

/* ── Elsewhere ── */

/** Lets the page that opened this window show a charter as this person: it alone hears the token. */
const letShow = (form) =>
  run(form, async () => {
    const { token } = await send("POST", "/embed/sign-in", filledIn(form));
    if (!opener) throw new Error("The page that asked is gone. Close this window, and ask there again.");
    opener.postMessage({ token }, form.dataset.lets);
    close();
  });

/* ── Out ── */

/** Everything of ours on this device: documents, the app's files, the worker that serves them, and what it remembers. */
async function eraseDevice() {
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
  if ("caches" in window) for (const name of await caches.keys()) await caches.delete(name);
  const databases = (await indexedDB.databases?.()) ?? [];
  await Promise.all(databases.map(({ name }) => deleteDatabase(name)));
  localStorage.clear();
  sessionStorage.clear();
}

/** Another tab may hold it open: it is told to let go, and is given time to. */
function deleteDatabase(name) {
  const blocked = "Another tab still has charters open. Close it, and sign out again; you are still signed in.";
  return new Promise((done, fail) => {
    const request = indexedDB.deleteDatabase(name);
    const late = setTimeout(() => fail(new Error(blocked)), 10_000);
    const end = (settle) => () => {
      clearTimeout(late);
      settle();
    };
    request.onsuccess = end(done);
    request.onerror = end(() => fail(new Error("The copies on this device could not be erased; you are still signed in.")));
  });
}

const signOut = (form) =>
  run(form, async () => {
    if (form.elements.erase.checked) await eraseDevice();
    await send("POST", "/api/sign-out");
    location.replace("/sign-in");
  });

/* ── The page ── */

// Somebody came by a link that opens its document no more: words that were not sent from here are offered.
const asked = new URLSearchParams(location.search);
const [, linked] = /^\/d\/([\w-]+)$/.exec(asked.get("next") ?? "") ?? [];
if (linked && asked.get("by") === "link") {
  const offering = import("{{left_js}}").then(({ offerLeft }) => offerLeft({ origin: location.origin, doc: linked, into: document.body }));
  offering.catch(() => {});
}

// A person who is in is told of links to their account.
if (document.querySelector(".me-card")) watchLinks();

// Find stands in the app; its keys lead there from here too.
const find = document.querySelector("[data-find]");
if (find) {
  const isMac = /^(Mac|iP)/.test(navigator.platform);
  find.querySelector("[data-find-keys]").textContent = isMac ? "⌘K" : "Ctrl K";
  document.addEventListener("keydown", (event) => {
    // A letter that is no Latin one is known by where its key is.
    const isK = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() === "k" : event.code === "KeyK";
    const isAsked = isK && (isMac ? event.metaKey : event.ctrlKey) && !event.shiftKey && !event.altKey;
    if (!isAsked) return;
    event.preventDefault();
    location.assign(find.href);
  });
}

const ACTS = Object.entries({ send: sendForm, passkey, lets: letShow, signOut });

document.addEventListener("submit", (event) => {
  const form = event.target;
  const act = ACTS.find(([name]) => name in form.dataset)?.[1];
  if (!act) return;
  event.preventDefault();
  act(form);
});
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && "onChange" in form.dataset) sendForm(form);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) copy(button);
});

/** Letters come by the clocks of the place where their reader is. */
for (const zone of document.querySelectorAll("input[data-zone]")) {
  zone.value = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

/** Moments by the reader's clock, written as everywhere in Muster: 28 November 2026, 09:48. */
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long" });
const MINUTE = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });
for (const time of document.querySelectorAll("time[data-time]")) {
  const at = new Date(time.dateTime);
  const shown = { day: [DAY], clock: [MINUTE] }[time.dataset.time] ?? [DAY, MINUTE];
  time.textContent = shown.map((form) => form.format(at)).join(", ");
}
