// Nobody is kept out: what axe finds in light and dark, and a charter written without a pointer.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  axe, cast, eventually, field, listDocs, makeDoc, openCharter, runMuster, SAVED, says, status, texts,
} from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, ownServer, server, stage } from "./parts/stage.mjs";

stage({
  pages: true,
  prepare: async () => {
    const done = await runMuster(["sample", "--data", server.data]);
    assert.equal(done.code, 0, done.stderr);
  },
});

async function looksRight(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    // A colour on its way from one theme to the other begins the way once it is seen, and there is no way for people who want no motion.
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    assert.deepEqual(await axe(page), [], `${name}, ${colorScheme}`);
  }
}

/** Every kind of row, so that each part of the page is looked at. */
async function fill(page) {
  const add = async (button, name, text) => {
    await page.getByRole("button", { name: button, exact: true }).first().click();
    const row = page.getByLabel(name, { exact: true }).last();
    await row.fill(text);
    await row.press("Tab");
  };
  await field(page, "Mission").fill("Money is **counted once**, see [how](https://example.org)");
  await add("Add a surface", "Surface", "Invoices");
  await add("Add a surface", "Surface", "Payouts");
  await add("Add a line", "Out of scope", "Everything that is billed");
}

test("the page of all teams, import and the worksheet have nothing that keeps people out", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  await page.goto(server.app);
  await eventually(async () => assert.ok((await page.getByRole("row").count()) > 5));
  await looksRight(page, "home");
  await page.goto(`${server.app}/import`);
  await page.getByRole("heading", { name: "Import" }).waitFor();
  await looksRight(page, "import");
  await page.goto(`${server.app}/new`);
  await page.getByRole("textbox", { name: "Team name" }).waitFor();
  await looksRight(page, "worksheet");
});

test("a charter, empty and full and an example to read, has nothing that keeps people out", async (t) => {
  const ada = await cast(t, browser)("Ada");
  await openCharter(ada, server, await makeDoc(server));
  await looksRight(ada.page, "charter-empty");
  await fill(ada.page);
  await status(ada.page, SAVED);
  await looksRight(ada.page, "charter-full");
  const [example] = (await listDocs(server)).filter((doc) => doc.example);
  await ada.page.goto(`${server.app}/d/${example.id}`);
  await ada.page.getByText(example.summary.mission.slice(0, 30)).first().waitFor();
  await looksRight(ada.page, "charter-example");
});

test("a charter in somebody else's page has nothing that keeps people out", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  const doc = await makeDoc(server, { name: "Ledger" });
  const body = `<main><h1>Wiki</h1><p>Our team</p><muster-charter doc="${doc}"></muster-charter></main>`;
  await page.goto(host.put("/wiki", body, { head: `<meta name="color-scheme" content="light dark"><style>html{background:Canvas;color:CanvasText}</style>${loader(server)}` }));
  await field(page, "Team name").waitFor();
  await looksRight(page, "embed");
});

/** Presses Tab until the focus is where it should be. */
async function tabTo(page, name, role) {
  const isThere = () =>
    page.evaluate(([name, role]) => {
      const focused = document.activeElement;
      const words = focused.getAttribute("aria-label") ?? focused.textContent;
      return words.trim().startsWith(name) && focused.matches(role);
    }, [name, role]);
  for (let pressed = 0; pressed < 120; pressed++) {
    if (await isThere()) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not lead to ${name}`);
}

test("by keyboard alone: begin a charter, write its mission, claim two surfaces, undo, find it", async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(own.app);
  await page.getByRole("link", { name: /^Fill the worksheet/ }).waitFor();
  await tabTo(page, "Fill the worksheet", "a");
  await page.keyboard.press("Enter");
  await tabTo(page, "Team name", "input, textarea");
  await page.keyboard.type("Homecare");
  await page.keyboard.press("Enter");
  await says(page, "Team name", "Homecare");
  await tabTo(page, "Open the charter now", "button");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/d\//);
  await tabTo(page, "Mission", "textarea");
  await page.keyboard.type("Care that comes on time");
  await tabTo(page, "Add a surface", "button");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.activeElement.matches("input, select") && document.activeElement.closest("[data-row]"));
  await tabTo(page, "Surface", "input");
  await page.keyboard.type("Visits");
  await page.keyboard.press("Enter");
  const surfaces = () => page.getByLabel("Surface", { exact: true }).evaluateAll((boxes) => boxes.map((box) => box.value));
  await eventually(async () => assert.deepEqual(await surfaces(), ["Visits", ""]));
  await tabTo(page, "Surface", "input");
  await page.keyboard.type("Schedules");
  await page.keyboard.press("Tab");
  await eventually(async () => assert.deepEqual(await surfaces(), ["Visits", "Schedules"]));
  await tabTo(page, "Add a surface", "button");
  await page.keyboard.press("Control+z");
  await eventually(async () => assert.notDeepEqual(await surfaces(), ["Visits", "Schedules"]));
  await page.keyboard.press("Control+Shift+z");
  await eventually(async () => assert.deepEqual(await surfaces(), ["Visits", "Schedules"]));
  await says(page, "Mission", "Care that comes on time");
  await status(page, SAVED);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("all teams");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${own.app}/`);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("homec");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/d\//);
  await says(page, "Mission", "Care that comes on time");
  assert.deepEqual(await texts(page, "Team name"), ["Homecare"]);
});

test("the link the caret is in is named beside it and opens with a key, and stays out of the way elsewhere", async (t) => {
  const { page, context } = await cast(t, browser)("Ada");
  const doc = await makeDoc(server);
  await openCharter({ page }, server, doc);
  const url = `${server.app}/icon.svg`;
  const mission = field(page, "Mission");
  await mission.fill(`Money is counted once, see [how](${url})`);
  const opens = page.locator(".opens");
  await opens.getByText("icon.svg").waitFor();
  const opened = context.waitForEvent("page");
  await page.keyboard.press("Control+Enter");
  assert.equal((await opened).url(), url);
  assert.deepEqual(await axe(page), []);
  await mission.press("Control+Home");
  await opens.waitFor({ state: "detached" });
  await mission.press("Control+End");
  await opens.waitFor();
  await page.keyboard.press("Tab");
  await opens.waitFor({ state: "detached" });
});
