// A charter's page as the tests of all browsers see it: its fields by their names, also within other people's pages.
import assert from "node:assert/strict";

import { eventually } from "../parts/server.mjs";
import { visibleWords } from "../parts/words.mjs";

/** How long a page may take for anything: three browsers share a machine with everything else. */
export const LONG_MS = 30_000;

/** Runs in the page: the field of this name, also within a widget. */
const within = `(name) => {
  const roots = [document, ...[...document.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean)];
  return roots.flatMap((root) => [...root.querySelectorAll("textarea, input")]).find((field) => field.getAttribute("aria-label") === name);
}`;

/** Runs a function of a field in the page. */
export const inField = (tab, name, work, ...args) =>
  tab.run(new Function("name", "args", `const field = (${within})(name); return (${work})(field, ...args);`), name, args);

export const text = (tab, name) => inField(tab, name, (field) => field?.value ?? null);

export const says = (tab, name, expected) => eventually(async () => assert.equal(await text(tab, name), expected), LONG_MS);

/** Opens a charter and waits until it can be written in. */
export async function open(tab, server, doc) {
  await tab.goto(`${server.app}/d/${doc}`);
  await isOpen(tab);
}

export const isOpen = (tab) => eventually(async () => assert.notEqual(await text(tab, "Team name"), null), LONG_MS);

/** Types at the end of a field, key by key. */
export async function write(tab, name, words) {
  await caretInto(tab, name);
  await tab.press(...words);
}

/** Types at the end of a field as people do who come to it with a pointer: in a frame of another site only they may. */
export async function clickAndWrite(tab, name, words) {
  // A part that grows above it may take it from under the pointer.
  await eventually(async () => {
    await tab.click(`[aria-label="${name}"]`);
    return tab.run((name) => document.activeElement?.getAttribute("aria-label") === name, name);
  }, LONG_MS);
  await tab.press("Control+End", ...words);
}

export const caretInto = (tab, name) =>
  inField(tab, name, (field) => {
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  });

/** Waits until the chip says this. */
export const status = (tab, expected) =>
  eventually(async () => {
    const words = await tab.run(() => document.querySelector("[part=status]")?.textContent.trim());
    if (expected instanceof RegExp) assert.match(words ?? "", expected);
    else assert.equal(words, expected);
  }, LONG_MS);

/** The words on the page. */
export const words = (tab) => tab.run(() => document.body.innerText);

export const reads = (tab, pattern) => eventually(async () => assert.match(await words(tab), pattern), LONG_MS);

/** The words that can be seen in what is selected, in shadow trees and fields too. */
export const wordsIn = (tab, selector) => tab.run(new Function("selector", `return (${visibleWords})(document.querySelector(selector))`), selector);

export const readsIn = (tab, selector, pattern) => eventually(async () => assert.match(await wordsIn(tab, selector), pattern), LONG_MS);

/** Presses the button of this name, once it is there and can be pressed. */
export const pressButton = (tab, name) => eventually(() => tab.run(pressNamed, name), LONG_MS);

/** Runs in the page. */
function pressNamed(name) {
  const isIt = (button) => [button.textContent.trim(), button.getAttribute("aria-label")].includes(name);
  const button = [...document.querySelectorAll("button, [role=button], [role=menuitem]")].find((button) => isIt(button) && !button.disabled && button.checkVisibility());
  button?.click();
  return Boolean(button);
}

/** The app is kept on the device, and answers for this page. */
export const isKept = (tab) => eventually(() => tab.run(() => Boolean(navigator.serviceWorker.controller)), LONG_MS);

/** Resolves in the task in which the chip comes to say this. */
export const chipComesToSay = (tab, expected) =>
  tab.run((expected) => new Promise((done) => {
    const chip = document.querySelector("[part=status]");
    const look = () => chip.textContent.trim() === expected && done();
    new MutationObserver(look).observe(chip, { childList: true, characterData: true, subtree: true });
    look();
  }), expected);

/** The mission of a charter, as the server has it. */
export async function mission(server, doc) {
  const { summary } = await (await fetch(`${server.url}/api/docs/${doc}`)).json();
  return summary.mission;
}
