// Whole things without a network: the example to be read, a file with all that belongs to a team, and choices of two tabs at once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, BACK_MS, cast, eventually, listDocs, makeDoc, openCharter, says } from "./harness.mjs";
import { goAway, kept } from "./parts/away.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

/** Ada has a charter open with a server of her own, and the app is kept on her device. */
async function once(t) {
  const server = await ownServer(t);
  const invite = cast(t, browser);
  const ada = await invite("Ada");
  await openCharter(ada, server, await makeDoc(server, { name: "Ledger" }));
  await kept(ada.page);
  return { server, invite, ada, page: ada.page };
}

test("the example is read without a network, and nothing of it becomes a document", async (t) => {
  const { server, ada, page } = await once(t);
  await page.goto(server.app);
  const open = page.getByRole("button", { name: "Open the example" });
  await open.waitFor();
  const before = await listDocs(server);
  const comeBack = await goAway(t, ada.context, server);
  await open.click();
  const tour = page.locator(".example-tour");
  await tour.getByText("First Keys").first().click({ timeout: 20_000 });
  await tour.locator("details[open]").getByText("Decision log", { exact: true }).waitFor();
  assert.equal(await tour.locator("details").count(), 6 + 4 + 2, "teams, goals and forums");
  await tour.getByText("Failure forum", { exact: true }).first().click();
  await tour.locator("details[open]").getByText("Pulse: comfortable asking, 11 answers").waitFor();
  assert.equal(await tour.locator("input, textarea, button").count(), 0, "it is to be read");
  assert.deepEqual(await axe(page), []);
  await page.setViewportSize({ width: 360, height: 740 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  await comeBack();
  await page.reload();
  await open.waitFor({ timeout: BACK_MS });
  assert.deepEqual((await listDocs(server)).map((doc) => doc.id), before.map((doc) => doc.id));
});

/** A team with all that goes along with it, as another workspace writes it out. */
const ALL = {
  muster: 1,
  documents: [
    { id: "t-log", kind: "log", lineage: "history1", sheet: { lists: { decisions: [{ id: "a-1", order: "V", values: { choice: "Two crews in Porto", question: "How many crews?" } }] } } },
    { id: "w-r20261124T0900", kind: "review", lineage: "history2", sheet: { texts: { notes: "We met on time." } } },
    { id: "w", kind: "series", lineage: "history2", sheet: { texts: { name: "Porto weekly" }, values: { preset: "metrics" }, lists: { teams: [{ id: "b-1", order: "V", values: { team: "t", name: "Porto" } }] } } },
    { id: "t", kind: "charter", lineage: "history1", sheet: { texts: { name: "Porto", mission: "Keys on the day" } } },
  ],
};

test("a file with charter, log, series and review is taken in without a network, subjects first, and the rest follows by itself", async (t) => {
  const { server, invite, ada, page } = await once(t);
  await page.goto(`${server.app}/import`);
  await page.getByRole("heading", { name: "Import" }).waitFor();
  const comeBack = await goAway(t, ada.context, server);
  const file = { name: "porto.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(ALL)) };
  await page.locator("#files").setInputFiles(file);
  const receipt = page.locator(".receipt");
  await receipt.getByText("to know").click({ timeout: 20_000 });
  await receipt.getByText(/decision log.*kept here for the server/).waitFor();
  const waits = page.getByRole("region", { name: "Files kept for the server" });
  await waits.getByText("porto.json").waitFor();
  await page.goto(server.app);
  await page.getByRole("link", { name: "Porto", exact: true }).first().click({ timeout: 20_000 });
  await says(page, "Mission", "Keys on the day", 15_000);
  await page.goto(`${server.app}/reviews`);
  await page.getByRole("link", { name: "Porto weekly" }).first().waitFor({ timeout: 20_000 });

  await comeBack();
  const docs = await eventually(async () => {
    const docs = (await listDocs(server)).filter((doc) => doc.summary?.name === "Porto" || doc.digest?.title?.startsWith("Porto"));
    assert.deepEqual(docs.map((doc) => doc.kind).sort(), ["charter", "log", "review", "series"]);
    return docs;
  }, 90_000);
  const id = (kind) => docs.find((doc) => doc.kind === kind).id;
  assert.equal(id("log"), `${id("charter")}-log`);
  assert.equal(id("review"), `${id("series")}-r20261124T0900`);
  const words = async (doc) => (await fetch(`${server.url}/embed/${doc}.md`)).text();
  assert.match(await words(id("log")), /Two crews in Porto/);
  assert.match(await words(id("review")), /We met on time\./);
  assert.equal((await words(id("charter"))).split("Keys on the day").length, 2, "nothing stands there twice");
  await page.goto(`${server.app}/import`);
  // A page that is left while the answer is under way sends the file again, which then says nothing new.
  await waits.getByText(/1 new document|said all of it already/).first().waitFor({ timeout: BACK_MS });
  await waits.getByRole("button", { name: "Dismiss" }).click();
  await waits.waitFor({ state: "detached" });
  const bo = await invite("Bo");
  await openCharter(bo, server, id("charter"));
  await says(bo.page, "Mission", "Keys on the day");
});

test("of two tabs that choose what is kept, neither takes back what the other chose", async (t) => {
  const { server, ada, page } = await once(t);
  for (const name of ["Homecare", "Front door"]) await makeDoc(server, { name });
  const other = await ada.context.newPage();
  for (const tab of [page, other]) {
    await tab.goto(`${server.app}/kept`);
    await tab.getByLabel("Another team to keep").waitFor({ timeout: 20_000 });
  }
  for (const [tab, name] of [[page, "Homecare"], [other, "Front door"]]) {
    await tab.getByLabel("Another team to keep").selectOption({ label: name });
    await tab.getByRole("button", { name: "Keep this team" }).click();
    await tab.locator(".kept-rows > li").filter({ hasText: name }).getByText("chosen by you").waitFor({ timeout: 60_000 });
  }
  for (const tab of [page, other]) {
    await tab.reload();
    for (const name of ["Homecare", "Front door"]) {
      await tab.locator(".kept-rows > li").filter({ hasText: name }).getByText("chosen by you").waitFor({ timeout: 60_000 });
    }
  }
});
