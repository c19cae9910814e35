// Input methods and keyboards: the events each browser has for them, in its own order, given to every browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, listDocs, makeDoc, SAVED } from "../harness.mjs";
import { caretInto, inField, LONG_MS, mission, open, pressButton, says, status, write } from "./charter.mjs";

/** The events of a browser when Enter ends a composition, in order. */
const ORDERS = {
  chromium: ["start", "key taken", "letters", "end"],
  gecko: ["start", "key taken", "end", "letters at last"],
  webkit: ["start", "letters", "end", "key late"],
  "webkit, letters at last": ["start", "end", "letters at last", "key late"],
};

/** Runs in the page: gives a field one composition. */
function compose(field, { order, letters, key }) {
  field.focus();
  const prototype = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  const set = Object.getOwnPropertyDescriptor(prototype, "value").set;
  const input = (isComposing) => {
    set.call(field, letters);
    field.setSelectionRange(letters.length, letters.length);
    field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, data: letters, inputType: "insertCompositionText", isComposing }));
  };
  const press = (isComposing) =>
    field.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, composed: true, cancelable: true, key, code: key, keyCode: 229, isComposing }));
  const compositions = (name) => field.dispatchEvent(new CompositionEvent(`composition${name}`, { bubbles: true, composed: true, data: letters }));
  const tell = {
    start: () => compositions("start"), end: () => compositions("end"), letters: () => input(true), "letters at last": () => input(false),
    "key taken": () => press(true), "key late": () => press(false),
  };
  for (const what of order) tell[what]();
}

/** Runs in the page: how many fields have a name. */
const count = (tab, name) => tab.run((name) => document.querySelectorAll(`[aria-label="${name}"]`).length, name);

/** Runs in the page: one key with Ctrl. */
const shortcut = (field, { key, code, ...held }) => {
  const init = { bubbles: true, composed: true, cancelable: true, ctrlKey: true, key, code, keyCode: code.charCodeAt(3), ...held };
  return !field.dispatchEvent(new KeyboardEvent("keydown", init));
};

const UNDO = [
  ["Russian", { key: "я", code: "KeyZ" }], ["Russian, Caps Lock", { key: "Я", code: "KeyZ" }], ["Caps Lock", { key: "Z", code: "KeyZ" }],
  ["Hebrew", { key: "ז", code: "KeyZ" }], ["Greek", { key: "ζ", code: "KeyZ" }], ["German", { key: "z", code: "KeyY" }],
];
const NO_UNDO = [
  ["Dvorak's sign", { key: ";", code: "KeyZ" }], ["AltGr", { key: "ż", code: "KeyZ", altKey: true }], ["an input method", { key: "z", code: "KeyZ", isComposing: true }],
];

export function scenarios(stage) {
  test("Enter and Backspace that end a composition are the input method's, in every browser's order of events", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const { tab } = await stage.visit(t);
    await open(tab, server, doc);
    await pressButton(tab, "Add a line");
    await eventually(async () => assert.equal(await count(tab, "Out of scope"), 1), LONG_MS);
    for (const [name, order] of Object.entries(ORDERS)) {
      for (const key of ["Enter", "Backspace"]) {
        for (const letters of ["灯台", "한국", ""]) {
          await inField(tab, "Out of scope", compose, { order, letters, key });
          await says(tab, "Out of scope", letters);
          assert.equal(await count(tab, "Out of scope"), 1, `${name}: ${key} after "${letters}"`);
        }
      }
    }
    await inField(tab, "Out of scope", compose, { order: ORDERS.webkit, letters: "灯台", key: "Enter" });
    await tab.press("Enter");
    await eventually(async () => assert.equal(await count(tab, "Out of scope"), 2, "and Enter by itself makes a row"), LONG_MS);
    await status(tab, SAVED);
  });

  test("a charter that is begun with a composition is begun once", async (t) => {
    const { server } = stage;
    const { tab } = await stage.visit(t);
    for (const order of Object.values(ORDERS)) {
      const before = (await listDocs(server)).length;
      await tab.goto(`${server.app}/new`);
      await eventually(() => tab.run(() => Boolean(document.querySelector("#first-field"))), LONG_MS);
      await inField(tab, "Team name", compose, { order, letters: "灯台", key: "Enter" });
      assert.equal(await tab.run(() => location.pathname), "/new", "the end of a composition begins nothing");
      await tab.press("Enter");
      await says(tab, "Team name", "灯台");
      await status(tab, SAVED);
      assert.equal((await listDocs(server)).length, before + 1);
    }
  });

  test("the palette opens again before the browser has told that it was closed, and stays open", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const { tab } = await stage.visit(t);
    await open(tab, server, doc);
    const isOpenNow = () => tab.run(() => document.querySelector(".find-layer").open);
    await inField(tab, "Mission", shortcut, { key: "k", code: "KeyK" });
    // The palette comes with a chunk of its own.
    const isInIt = () => tab.run(() => document.activeElement?.className === "find-field");
    await eventually(async () => (await isOpenNow()) && isInIt(), LONG_MS);
    // The browser tells of a closed dialog in a task of its own, and the key comes before that.
    await tab.run((key) => new Promise((done) => {
      const dialog = document.querySelector(".find-layer");
      const press = () => window.dispatchEvent(new KeyboardEvent("keydown", { ...key, ctrlKey: true, cancelable: true }));
      dialog.addEventListener("close", () => setTimeout(done), { once: true });
      dialog.close();
      press();
    }), { key: "k", code: "KeyK" });
    assert.equal(await isOpenNow(), true);
    assert.equal(await isInIt(), true);
    await tab.press("Escape");
    await eventually(async () => !(await isOpenNow()), LONG_MS);
  });

  test("undo is where the keyboard has it, whatever it is lettered", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const { tab } = await stage.visit(t);
    await open(tab, server, doc);
    for (const [keyboard, key] of UNDO) {
      await write(tab, "Mission", "x");
      await says(tab, "Mission", "x");
      assert.equal(await inField(tab, "Mission", shortcut, key), true, keyboard);
      await says(tab, "Mission", "");
      assert.equal(await inField(tab, "Mission", shortcut, { ...key, shiftKey: true }), true, keyboard);
      await says(tab, "Mission", "x");
      await inField(tab, "Mission", shortcut, key);
      await says(tab, "Mission", "");
    }
    await write(tab, "Mission", "x");
    for (const [keyboard, key] of NO_UNDO) assert.equal(await inField(tab, "Mission", shortcut, key), false, keyboard);
    await says(tab, "Mission", "x");
    await status(tab, SAVED);
    assert.equal(await mission(server, doc), "x");
    for (const key of ["k", "K", "л", "κ", "ל"]) {
      await caretInto(tab, "Mission");
      const found = () => tab.run(() => Boolean(document.querySelector(".find-field")?.checkVisibility()));
      await inField(tab, "Mission", shortcut, { key, code: "KeyK" });
      await eventually(found, LONG_MS);
      await tab.press("Escape");
      await eventually(async () => !(await found()), LONG_MS);
    }
  });
}
