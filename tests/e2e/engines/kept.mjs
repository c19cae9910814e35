// Kept on this device: a team that somebody chose opens without the server, also what nobody opened before.
import { test } from "node:test";

import { eventually, SAVED, startServer } from "../harness.mjs";
import { makeTeam } from "../parts/team.mjs";
import { isKept, LONG_MS, pressButton, reads, says, status, write } from "./charter.mjs";

/** Chooses an option by its words, once it is there. */
const choose = (tab, name) =>
  eventually(() => tab.run((name) => {
    const option = [...document.querySelectorAll("option")].find((option) => option.textContent.trim() === name);
    if (!option) return false;
    const list = option.closest("select");
    list.value = option.value;
    list.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }, name), LONG_MS);

/** All that was chosen is on the device; documents come one at a time. */
const isAllHere = (tab) => eventually(() => tab.run(() => {
  const rows = [...document.querySelectorAll(".kept-rows > li")].map((row) => row.innerText).join("\n");
  return rows.includes("Ledger metrics") && rows.includes("chosen by you") && !document.body.innerText.includes("still to be fetched");
}), LONG_MS * 2);

/** Somebody else begins the review. */
async function addItem(tab, server, review) {
  await tab.goto(`${server.app}/d/${review}`);
  await pressButton(tab, "Add an item");
  await write(tab, "Title", "Keys come late");
  await status(tab, SAVED);
}

export function scenarios(stage) {
  test("a team that is kept on this device opens without the server: charter, series and next review", async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const team = await makeTeam(server);
    const [{ tab }, somebody] = await Promise.all([stage.visit(t), stage.visitBeside(t)]);
    await addItem(somebody, server, team.review);
    await tab.goto(`${server.app}/kept`);
    await isKept(tab);
    await choose(tab, "Ledger");
    await pressButton(tab, "Keep this team");
    await isAllHere(tab);
    await server.kill();
    await tab.goto(`${server.app}/d/${team.charter}`);
    await says(tab, "Mission", "Money is counted once");
    await tab.goto(`${server.app}/d/${team.series}`);
    await says(tab, "Name", "Ledger metrics");
    await tab.goto(`${server.app}/reviews`);
    await reads(tab, /Ledger metrics/);
    await tab.goto(`${server.app}/d/${team.review}`);
    await reads(tab, /Keys come late/);
    await server.start();
  });
}
