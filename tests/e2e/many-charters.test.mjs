// A company of three hundred teams: home lists them all, and what is looked for is found, with a bounded number of requests and of
// what is drawn.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, listDocs } from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

const N = 300;
/** Every so many teams, one owns a surface. */
const SURFACE_EVERY = 5;
/** The most requests for data of one page, however many charters there are. */
const ASKED_MAX = 12;
/** The most nodes of a team's row at home. */
const NODES_OF_A_ROW_MAX = 60;
const LAST = "Team 300";

const nameOf = (nth) => `Team ${String(nth).padStart(3, "0")}`;

/** A team as a file has it; its mission has a word of its own. */
function charter(_, at) {
  const nth = at + 1;
  const claims = nth % SURFACE_EVERY === 0 ? [{ id: "k", values: { surface: `new:Surface ${nth}`, mode: "own" } }] : [];
  const texts = { name: nameOf(nth), mission: `Renters of house ${nth} get their keys on the day.` };
  return { id: `many-${nth}`, kind: "charter", sheet: { texts, lists: { claims } } };
}

/** The address of the last team's charter. */
let last;

async function prepare() {
  const body = JSON.stringify({ muster: 1, documents: Array.from({ length: N }, charter) });
  const answer = await fetch(`${server.url}/api/import?name=company.json`, { method: "POST", headers: { origin: server.app }, body });
  assert.ok(answer.ok, await answer.clone().text());
  const { id } = (await listDocs(server)).find(({ summary }) => summary?.name === LAST);
  last = `/d/${id}`;
}

stage({ prepare });

/** The requests of a page for data, by their paths. */
function asked(page) {
  const paths = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === server.app && pathname.startsWith("/api/")) paths.push(pathname);
  });
  return paths;
}

/** Somebody at home, once all teams are listed. */
async function atHome(t) {
  const ada = await cast(t, browser)("Ada");
  const paths = asked(ada.page);
  await ada.page.goto(server.app);
  await ada.page.getByRole("link", { name: LAST, exact: true }).waitFor({ timeout: 30_000 });
  return { ...ada, paths };
}

const bounded = (paths) => assert.ok(paths.length <= ASKED_MAX, `${paths.length} requests: ${paths.join(" ")}`);

test("three hundred charters are all in the server's list, and in the one that home draws", async (t) => {
  const charters = (await listDocs(server)).filter(({ kind }) => kind === "charter");
  assert.equal(charters.length, N);
  assert.deepEqual(charters.map(({ summary }) => summary.name).sort(), Array.from({ length: N }, (_, at) => nameOf(at + 1)));
  const { page, paths } = await atHome(t);
  const rows = page.locator("table.map tbody tr");
  await eventually(async () => assert.equal(await rows.count(), N));
  const nodes = await rows.evaluateAll((rows) => Math.max(...rows.map((row) => row.querySelectorAll("*").length)));
  assert.ok(nodes <= NODES_OF_A_ROW_MAX, `${nodes} nodes in a row`);
  const one = charters.find(({ id }) => paths.some((path) => path.includes(id)));
  assert.equal(one, undefined, "no charter is asked for by itself");
  bounded(paths);
  assert.deepEqual(await axe(page), []);
});

test("of three hundred teams the last is found at home by its name, and opens from the keyboard", async (t) => {
  const { page } = await atHome(t);
  await page.getByRole("searchbox", { name: /^Find a team/ }).fill(LAST);
  const rows = page.locator("table.map tbody tr:visible");
  await eventually(async () => assert.equal(await rows.count(), 1));
  await page.getByText("1 team", { exact: true }).waitFor();
  await page.keyboard.press("Tab");
  const isAt = () => page.evaluate((last) => document.activeElement.pathname === last, last);
  for (let n = 0; n < 12 && !(await isAt()); n++) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(server.app + last);
});

test("of three hundred charters Find offers the last by its name, and few at once", async (t) => {
  const { page, paths } = await atHome(t);
  await page.keyboard.press("Control+k");
  const find = page.getByRole("combobox", { name: /Find/ });
  const options = page.getByRole("listbox").getByRole("option");
  await find.pressSequentially("team");
  await options.first().waitFor();
  assert.ok((await options.count()) <= 20, `${await options.count()} are offered at once`);
  await find.fill("team 300");
  await eventually(async () => assert.match(await options.first().innerText(), /Team 300/));
  bounded(paths);
  await page.keyboard.press("Enter");
  await page.waitForURL(server.app + last);
});

test("the map of three hundred teams has a row for each surface and a column for each team, one tab stop, and arrow keys walk it", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  const paths = asked(page);
  await page.goto(`${server.app}/map`);
  const rows = page.locator("[role=grid] tbody tr");
  await eventually(async () => assert.equal(await rows.count(), N / SURFACE_EVERY), 30_000);
  assert.equal(await rows.first().locator("td").count(), N);
  bounded(paths);
  const focused = () => page.evaluate(() => document.activeElement.closest("tr")?.dataset.key);
  const find = page.getByLabel("Find a surface or a team");
  await find.fill("surface 300");
  await eventually(async () => assert.equal(await page.locator("[role=grid] tbody tr:visible").count(), 1));
  await find.fill("");
  await eventually(async () => assert.equal(await page.locator("[role=grid] tbody tr:visible").count(), N / SURFACE_EVERY));
  const stop = page.locator("[role=grid] [tabindex='0']");
  await eventually(async () => assert.equal(await stop.count(), 1));
  await stop.focus();
  const before = await focused();
  await page.keyboard.press(before === "surface 300" ? "ArrowUp" : "ArrowDown");
  assert.notEqual(await focused(), before);
});
