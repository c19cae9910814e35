// Leaving a page in the middle of things: nothing typed is lost, and nobody is locked out of what the device keeps.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, makeDoc, ON_THIS_DEVICE, SAVED } from "../harness.mjs";
import { inField, isKept, isOpen, LONG_MS, mission, open, says, status, words } from "./charter.mjs";

/** From a key to the page's end, in milliseconds: within one task, and up to half a second. */
const HASTES_MS = [0, 0, 1, 4, 15, 60, 250];

/** Types one letter and leaves for another page of the app. */
const typeAndLeave = (tab, letter, ms) =>
  inField(tab, "Mission", (field, letter, ms) => {
    field.focus();
    field.setRangeText(letter, field.value.length, field.value.length, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: letter }));
    const leave = () => (location.href = "/import");
    if (ms) setTimeout(leave, ms);
    else leave();
  }, letter, ms);

const isAt = (tab, path) => eventually(async () => assert.equal(await tab.run(() => location.pathname), path), LONG_MS);

export function scenarios(stage) {
  test("what is typed right before the page is left is there when it is opened again, and gone back to", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const { tab } = await stage.visit(t);
    t.after(() => server.isRunning() || server.start());
    await open(tab, server, doc);
    await isKept(tab);
    await server.kill();
    let typed = "";
    for (const [at, ms] of HASTES_MS.entries()) {
      await typeAndLeave(tab, String(at), ms);
      typed += at;
      await isAt(tab, "/import");
      if (at % 2) await tab.run(() => void setTimeout(() => history.back()));
      else await open(tab, server, doc);
      await isOpen(tab);
      await says(tab, "Mission", typed);
    }
    await status(tab, ON_THIS_DEVICE);
    await server.start();
    await status(tab, SAVED);
    assert.equal(await mission(server, doc), typed);
  });

  test("a page left while it reads what the device keeps locks out no later page", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const { tab } = await stage.visit(t);
    await open(tab, server, doc);
    for (const ms of [0, 5, 30, 90, 200, 400]) {
      await tab.goto(`${server.app}/d/${doc}`);
      await tab.run((ms) => void setTimeout(() => (location.href = "/import"), ms), ms);
      await isAt(tab, "/import");
    }
    await tab.goto(`${server.app}/`);
    await eventually(async () => assert.match(await words(tab), /Ledger/), LONG_MS);
    await open(tab, server, doc);
    await typeAndLeave(tab, "x", 60);
    await isAt(tab, "/import");
    await open(tab, server, doc);
    await says(tab, "Mission", "x");
    await status(tab, SAVED);
  });
}
