// A review taken along as a file, and opened and written in without the server where it never was.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, ON_THIS_DEVICE, SAVED, startServer } from "../harness.mjs";
import { makeTeam } from "../parts/team.mjs";
import { isKept, LONG_MS, pressButton, reads, says, status, write } from "./charter.mjs";

const NOTE = "Said on a train";

/** Runs in the page: from now on, what would be downloaded is in `taken`. */
const catchDownload = () => {
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    blob.arrayBuffer().then((bytes) => (globalThis.taken = [...new Uint8Array(bytes)]));
    return make.call(URL, blob);
  };
  addEventListener("click", (event) => event.target.closest?.("a[download]") && event.preventDefault(), true);
};

/** Runs in the page: chooses a file, as somebody does by the dialog of their system. */
const chooseFile = (bytes) => {
  const input = document.querySelector("#files");
  if (!input) return false;
  const carried = new DataTransfer();
  carried.items.add(new File([new Uint8Array(bytes)], "review.musterpack"));
  input.files = carried.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
};

export function scenarios(stage) {
  test("a pack is taken from a review, opens on a device that never held it without the server, and what is written there is sent later", async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const { review } = await makeTeam(server);
    const [{ tab: giver }, { tab: taker }] = [await stage.visit(t), await stage.visitAnew(t)];
    await giver.goto(`${server.app}/d/${review}`);
    await reads(giver, /Invoices right at once/);
    await pressButton(giver, "Add an item");
    await write(giver, "Title", "Keys come late");
    await status(giver, SAVED);
    await giver.run(catchDownload);
    await pressButton(giver, "Take it with you");
    const pack = await eventually(async () => (await giver.run(() => globalThis.taken)) ?? false, LONG_MS);
    assert.equal(String.fromCharCode(...pack.slice(0, 10)), "MUSTERPACK");
    await taker.goto(`${server.app}/`);
    await isKept(taker);
    await server.kill();
    await taker.goto(`${server.app}/import`);
    await eventually(() => taker.run(chooseFile, pack), LONG_MS);
    await reads(taker, /Open the review/);
    await taker.run(() => [...document.querySelectorAll("a")].find((link) => link.textContent.trim() === "Open the review").click());
    await reads(taker, /This came in a pack\./);
    await reads(taker, /Keys come late/);
    await write(taker, "Notes on this item", NOTE);
    await status(taker, ON_THIS_DEVICE);
    await server.start();
    await status(taker, SAVED);
    await eventually(async () => assert.ok((await (await fetch(`${server.url}/embed/${review}.md`)).text()).includes(NOTE)), LONG_MS);
    await status(giver, SAVED);
    await says(giver, "Notes on this item", NOTE);
  });
}
