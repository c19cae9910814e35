// Pictures of every page, to be looked at: as it is on a phone, a tablet and a desk, light and dark, under target/pictures.
// `node pictures.mjs [--style] [width…] [name…]` takes those whose name contains one of the words, at those widths; with `--style`
// under the stylesheet of this working tree, whatever the binary was built with.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  aboutSaving, BACK_MS, eventually, listDocs, launchBrowser, makeDoc, newPerson, NOT_SAVED, openCharter, ROOT, runMuster, SAVED,
  says, startServer, status, write,
} from "./harness.mjs";
import { lazily } from "./parts/lazily.mjs";
import { convene } from "./parts/meetings.mjs";
import { settle } from "./parts/nooks.mjs";
import { furnish } from "./parts/rooms.mjs";
import { survey } from "./parts/spots.mjs";
import { wear } from "./parts/style.mjs";

const PICTURES = join(ROOT, "target/pictures");
const TEAMS = join(ROOT, "../shared/data/kubernetes-teams.json");
const SCREENS = [
  { width: 360, height: 740, hasTouch: true, isMobile: true },
  { width: 768, height: 1024 },
  { width: 1280, height: 900 },
];

const given = process.argv.slice(2);
const widths = given.filter((word) => /^\d+$/.test(word)).map(Number);
const wanted = given.filter((word) => word !== "--style" && !/^\d+$/.test(word));
const styled = given.includes("--style");
const folder = await mkdtemp(join(tmpdir(), "muster-pictures-"));
const [server, bare, other, browser] = await Promise.all([startServer(), startServer(), startServer(), launchBrowser()]);
const docs = await fill();
const wiki = lazily(async () => (await import("../wiki/tiddlywiki.mjs")).wikiWith(server.app, docs.full), (wiki) => wiki.stop());
const servers = [];
const doors = furnish(browser);
const week = convene(browser, folder);
const spots = survey(bare);
const nooks = settle(browser);

try {
  await mkdir(PICTURES, { recursive: true });
  for (const screen of SCREENS) if (!widths.length || widths.includes(screen.width)) await onScreen(screen);
} finally {
  await browser.close();
  await Promise.all([wiki, doors, week, spots, nooks].map(({ end }) => end()));
  await Promise.all([server, bare, other, ...servers].map((one) => one.stop()));
  await rm(folder, { recursive: true, force: true });
}

async function onScreen({ width, height, ...touch }) {
  const seen = { viewport: { width, height }, ...(styled && { serviceWorkers: "block" }), ...touch };
  const person = await newPerson(browser, "Mei Harada", seen);
  if (styled) await wear(person.context);
  for (const [name, open] of Object.entries(scenes())) {
    if (wanted.length && !wanted.some((word) => name.includes(word))) continue;
    await person.page.setViewportSize({ width, height });
    try {
      await open(person.page);
    } catch (error) {
      // The others are taken all the same.
      process.exitCode = 1;
      console.error(`${name}-${width} is not there: ${error.message}`);
      continue;
    }
    // A layer over the page is on the screen only. A picture of more than the screen would forget that this is a phone.
    if (!(await person.page.locator("dialog[open]").count())) await unroll(person.page, { width, height });
    for (const colorScheme of ["light", "dark"]) {
      await person.page.emulateMedia({ colorScheme });
      await painted(person.page);
      const path = join(PICTURES, `${name}-${width}-${colorScheme}.png`);
      await person.page.screenshot({ path, animations: "disabled" });
      console.log(path);
    }
  }
  const complaints = person.errors.filter((error) => !/net::ERR_|Failed to load|WebSocket connection/.test(error));
  if (complaints.length) console.error(complaints.join("\n"));
  await person.leave();
}

/** Makes the screen as tall as the page, which may grow once there is more to see of it. */
async function unroll(page, { width, height }) {
  for (let tall = 0, whole = height; whole > tall; ) {
    tall = whole;
    await page.setViewportSize({ width, height: tall });
    await painted(page);
    whole = await page.evaluate(() => document.documentElement.scrollHeight);
  }
}

/** Fonts are there and the last change has reached the screen. */
async function painted(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

/** Every page by name: how to come there and when it is there. */
function scenes() {
  /** Where nothing is begun, nothing is saved. */
  const come = (path, until, at = server) => async (page) => {
    await page.goto(at.app + path);
    await page.locator(until).first().waitFor();
  };
  const go = (...asked) => async (page) => {
    await come(...asked)(page);
    await page.locator("[part=status]").first().getByText("Saved").waitFor({ timeout: 15_000 });
  };
  // The last part comes last.
  const charter = (id) => go(`/d/${id}`, ".of-cadence");
  const chosen = (file) => async (page) => {
    await go("/import", "#files", other)(page);
    await page.locator("#files").setInputFiles(file);
    await page.locator(".receipt").waitFor({ timeout: 60_000 });
  };
  return {
    home: go("/", "tbody tr"),
    "home-empty": go("/", "main h1", bare),
    "reviews-empty": go("/reviews", "main h1", bare),
    "series-sample": go(`/d/${docs.series}`, ".dates .date"),
    charter: charter(docs.full),
    "charter-empty": charter(docs.empty),
    "charter-sample": charter(docs.example),
    ...(docs.imported && { "charter-imported": charter(docs.imported), "charter-captains": charter(docs.captains) }),
    "charter-long": charter(docs.long),
    "charter-arabic": charter(docs.arabic),
    log: go(`/d/${docs.example}-log`, ".of-learnings"),
    "log-empty": go(`/d/${docs.empty}-log`, ".of-learnings"),
    "log-led": go(`/d/${docs.example}-log#${docs.oldest}`, ".of-learnings"),
    "log-draft": async (page) => {
      await go(`/d/${docs.empty}-log`, ".of-learnings")(page);
      await page.getByLabel("Question", { exact: true }).fill("When do we look at a home before the renter arrives?");
      await page.getByLabel("Choice", { exact: true }).fill("Two days ahead, in Matosinhos first.");
    },
    "charter-touched": async (page) => {
      await charter(docs.touched)(page);
      await page.locator(".surface").nth(1).hover();
      const mission = page.getByRole("textbox", { name: "Mission", exact: true });
      await mission.fill("Renters get [their keys](https://oriel.example/keys) on the day we promised, to a home that is ready to live in.");
      await mission.evaluate((box) => box.setSelectionRange(20, 20));
      await mission.press("ArrowRight");
    },
    "charter-row": async (page) => {
      await charter(docs.full)(page);
      await page.getByRole("textbox", { name: "Metric", exact: true }).first().focus();
      await page.locator(".surface").nth(2).getByRole("textbox").last().focus();
    },
    worksheet: come("/new", ".first-field", bare),
    "worksheet-step": async (page) => {
      await come("/new", ".first-field", other)(page);
      await page.locator(".first-field").fill("Homecare");
      await page.locator(".first-field").press("Enter");
      await page.locator(".worksheet-stages").getByRole("button", { name: /Metrics/ }).click();
      await page.locator(".of-metrics").waitFor();
    },
    import: go("/import", "#files", bare),
    "import-refused": chosen(docs.broken),
    // The teams it brings in take a while to be sent: nothing of that server comes after it.
    "import-done": chosen(existsSync(TEAMS) ? TEAMS : join(ROOT, "shared/src/files/sample/ledger.md")),
    find: async (page) => {
      await go("/", "tbody tr")(page);
      await page.locator(".bar .find").click();
      await page.locator("input[role=combobox]").fill("e");
      await page.getByRole("option").first().waitFor();
    },
    "find-decision": async (page) => {
      await go("/", "tbody tr")(page);
      await page.locator(".bar .find").click();
      await page.locator("input[role=combobox]").fill("crew");
      await page.getByRole("option", { name: /decision log/ }).first().waitFor();
    },
    "home-found": async (page) => {
      await go("/", "tbody tr")(page);
      await page.getByRole("searchbox").last().fill("crew");
      await page.locator(".found-decisions a").first().waitFor();
    },
    "home-aside": setAside,
    keys: async (page) => {
      await go("/", "tbody tr")(page);
      await page.keyboard.press("?");
      await page.locator("dialog[open]").waitFor();
    },
    org: go("/d/org", ".outline-rows"),
    goals: go(`/d/${docs.goals}`, ".kr"),
    strategy: go(`/d/${docs.strategy}`, ".of-pitches"),
    "strategy-own": go("/d/our-strategy", ".of-pitches"),
    nowhere: async (page) => {
      await page.goto(`${server.app}/d/nobody-made-this`);
      await page.getByRole("heading", { name: "There is no such document" }).waitFor();
    },
    frame: async (page) => {
      await page.goto(`${server.app}/embed/${docs.full}`);
      await page.locator(".of-cadence").waitFor();
    },
    ...doors.scenes,
    ...week.scenes,
    ...spots.scenes,
    ...nooks.scenes,
    wiki: async (page) => {
      await page.goto((await wiki()).url);
      await page.locator("muster-charter .of-cadence").waitFor({ timeout: 20_000 });
    },
  };
}

/** Copies of a charter and of what was said about it, which a server with another history does not take. */
async function setAside(page) {
  const own = await startServer();
  servers.push(own);
  const doc = await makeDoc(own, { name: "Ledger" });
  await openCharter({ page }, own, doc);
  await write(page, "Mission", "Money is counted once, and everybody can see how.");
  await page.locator(".of-mission").hover();
  await page.locator(".of-mission").getByRole("button", { name: "Comment", exact: true }).click();
  await page.locator("textarea:focus[aria-label=Comment]").waitFor();
  await page.keyboard.insertText("Who counts it?");
  await page.keyboard.press("Control+Enter");
  await status(page, SAVED);
  await page.context().setOffline(true);
  await own.restartEmpty();
  await makeDoc(own, { id: doc, name: "Somebody else's" });
  await page.context().setOffline(false);
  await status(page, NOT_SAVED, BACK_MS);
  await (await aboutSaving(page)).getByRole("button", { name: "Go on with the shared version" }).click();
  await says(page, "Team name", "Somebody else's");
  await page.goto(own.app);
  await page.getByRole("region", { name: "Set aside" }).waitFor();
}

/** Teams of the example as if they were real, so that one contests a surface of another, and some odd ones. */
async function fill() {
  const sample = (name) => join(ROOT, "shared/src/files/sample", `${name}.md`);
  const put = async (name, text) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const rows = Array.from({ length: 60 }, (_, n) => `- Surface number ${n + 1}\n\n  What it takes in, in a few words.\n`);
  const name = "The team that answers for everything which nobody else would answer for ".repeat(6).slice(0, 400);
  const files = [
    sample("first_keys"),
    sample("true_listings"),
    await put("long.md", `# ${name}\n\n## Mandate\n\n### Own\n\n${rows.join("\n")}\n## Metrics\n\n### Nothing yet\n\nHow it is counted\n`),
    await put(
      "arabic.md",
      "# فريق المفاتيح\n\n- Captain: ليلى فرحاني\n\n## Mission\n\nيستلم المستأجرون مفاتيحهم في اليوم الموعود.\n\n" +
        "## Mandate\n\n### Own\n\n- تسليم المفاتيح\n\n  من التوقيع إلى الباب.\n",
    ),
    ...(existsSync(TEAMS) ? [TEAMS] : []),
  ];
  for (const args of [["sample"], ["import", ...files]]) {
    const done = await runMuster([...args, "--data", server.data]);
    if (done.code !== 0) throw new Error(done.stderr);
  }
  const blank = await makeDoc(server);
  const list = await eventually(async () => {
    const list = await listDocs(server);
    return list.filter((doc) => doc.summary?.name).length >= 10 && list;
  });
  const strategy = list.find((doc) => doc.kind === "strategy")?.id;
  await asOurs(strategy);
  const find = (start, example = false) =>
    list.find((doc) => doc.summary?.name.startsWith(start) && doc.example === example)?.id;
  return {
    full: find("First Keys"),
    example: find("First Keys", true),
    touched: find("True Listings"),
    long: find("The team that"),
    arabic: find("فريق"),
    imported: find("Network"),
    captains: list.find((doc) => doc.summary?.captains.length > 5)?.id,
    goals: list.find((doc) => doc.kind === "okr" && doc.id !== "company" && doc.digest?.aims?.objectives.length)?.id,
    series: list.find((doc) => doc.kind === "series" && doc.example)?.id,
    empty: blank,
    strategy,
    oldest: list.find((doc) => doc.kind === "log" && doc.id === `${find("First Keys", true)}-log`)?.digest.lines.at(-1).row,
    broken: await put("broken.json", '{\n  "muster": 1,\n  "documents": [\n    { "kind": \n'),
  };
}

/** The example's strategy as if it were the company's own. */
async function asOurs(strategy) {
  const file = await (await fetch(`${server.url}/embed/${strategy}.json`)).text();
  const [{ sheet }] = JSON.parse(file.replaceAll("example_", "own_")).documents;
  const ask = (path, body) =>
    fetch(server.url + path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
  const id = "our-strategy";
  await ask("/api/docs", { id, kind: "strategy" });
  await ask("/api/import?name=strategy.json", { muster: 1, documents: [{ id, kind: "strategy", sheet }] });
}
