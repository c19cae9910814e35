// The app's module dies: the page says so, takes *Saved* down, keeps what was typed, and is loaded again.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, field, makeDoc, newPerson, NOT_SAVED, openCharter, SAVED, says, status, write } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, server, stageWithSites } from "./parts/stage.mjs";

stageWithSites();

/** Lets the test reach the memory of the page's module. Runs in the page, before its scripts. */
function exposeMemory() {
  window.modules = [];
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = async (...given) => {
      const made = await real(...given);
      // Chunks of the app have no memory of their own.
      if ((made.instance ?? made).exports.memory) window.modules.push((made.instance ?? made).exports);
      return made;
    };
  }
}

/** Overwrites the module's memory: the next thing it does is a trap or a panic. */
const kill = (frame) =>
  frame.evaluate(() => {
    for (const { memory } of window.modules) new Uint8Array(memory.buffer).fill(0xff);
    dispatchEvent(new Event("online"));
    dispatchEvent(new Event("focus"));
  });

async function somebody(t) {
  const person = await newPerson(browser, "Ada Lovelace");
  t.after(() => person.leave());
  await person.context.addInitScript(exposeMemory);
  return person.page;
}

const notice = (within) => within.getByRole("alert").filter({ hasText: "Muster has stopped here." });

test("in the app it says so, *Saved* is gone, and what was typed is there after it was loaded again", async (t) => {
  const page = await somebody(t);
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter({ page }, server, doc);
  await write(page, "Mission", "Rent is paid.");
  await status(page, SAVED);
  await kill(page);
  await page.keyboard.type("!");
  await notice(page).waitFor();
  await status(page, NOT_SAVED);
  assert.match(await page.getByRole("textbox", { name: "What was typed last" }).inputValue(), /Mission:\nRent is paid\./);
  assert.equal(await field(page, "Mission").evaluate((box) => box.readOnly), true);
  await page.getByRole("button", { name: "Load it again" }).click();
  await says(page, "Mission", "Rent is paid.");
  await status(page, SAVED);
  const kept = page.getByRole("alert").filter({ hasText: "Muster stopped here before." });
  assert.match(await kept.getByRole("textbox").inputValue(), /Rent is paid\./);
  await kept.getByRole("button", { name: "Done with it" }).click();
  await page.reload();
  await says(page, "Mission", "Rent is paid.");
  assert.equal(await kept.count(), 0);
});

test("an element says so to its readers and to the page around, and its text stays to be read", async (t) => {
  const page = await somebody(t);
  const doc = await makeDoc(server, { name: "Ledger" });
  const listen = `<script>window.told = []; addEventListener("muster-status", ({ detail }) => told.push(detail.status));</script>`;
  host.put("/dies", `<muster-charter doc="${doc}" mode="edit"></muster-charter>`, { head: listen + loader(server) });
  await page.goto(host.url("wiki.example", "/dies"));
  await write(page, "Mission", "Rent is paid.");
  await status(page, SAVED);
  await kill(page);
  await page.keyboard.type("!");
  await notice(page).waitFor();
  await status(page, NOT_SAVED);
  assert.equal(await page.evaluate(() => window.told.at(-1)), "not-saved");
  assert.match(await field(page, "Mission").inputValue(), /^Rent is paid\./);
  assert.equal(await page.evaluate(() => localStorage.getItem("muster-rescued")), null, "a wiki keeps none of it");
});

test("a frame says so, tells the page around, and is itself again once it is loaded anew", async (t) => {
  const page = await somebody(t);
  const doc = await makeDoc(server, { name: "Ledger" });
  const listen = `<script>window.told = []; addEventListener("message", ({ data }) => data.type === "muster-status" && told.push(data.detail.status));</script>`;
  host.put("/frame-dies", `${listen}<iframe src="${server.app}/embed/${doc}?mode=edit" width="900" height="700"></iframe>`);
  await page.goto(host.url("wiki.example", "/frame-dies"));
  const inside = page.frameLocator("iframe");
  await write(inside, "Mission", "Rent is paid.");
  await status(inside, SAVED);
  await kill(page.frames().at(-1));
  await notice(inside).waitFor();
  await status(inside, NOT_SAVED);
  await eventually(async () => assert.equal(await page.evaluate(() => window.told.at(-1)), "not-saved"));
  await inside.getByRole("button", { name: "Load it again" }).click();
  await says(inside, "Mission", "Rent is paid.");
  await status(inside, SAVED);
});
