// Spots of a small company without sign-in, for the pictures: the map, the past of a charter, what is said about it, its menu.
import { join } from "node:path";

import { BACK_MS, eventually, listDocs, makeDoc, ROOT, runMuster, SAVED, startServer, status, write } from "../harness.mjs";
import { lazily } from "./lazily.mjs";
import { shareDialog } from "./share.mjs";

const LATE_MS = 20_000;

/** The company, begun when it is first looked at; `scenes` are its spots by name, as in `pictures.mjs`. */
export function survey(bare) {
  const place = lazily(begin, (server) => server.stop());
  // Charters that are begun for their past alone would stand on the map.
  const past = lazily(startServer, (server) => server.stop());
  const scenes = { ...onTheMap(place, bare), ...inTime(past), ...besideWords(place) };
  return { scenes, end: () => Promise.all([place.end(), past.end()]) };
}

/** Two teams that both own a surface, as if they were real. */
async function begin() {
  const server = await startServer();
  const files = ["first_keys", "true_listings"].map((name) => join(ROOT, "shared/src/files/sample", `${name}.md`));
  const done = await runMuster(["import", ...files, "--data", server.data]);
  if (done.code !== 0) throw new Error(done.stderr);
  server.full = await eventually(async () => (await listDocs(server)).find(({ summary }) => summary?.name === "First Keys")?.id ?? false);
  return server;
}

/** Comes to a path of a company, and waits for what is seen there. */
async function come(page, server, path, until) {
  await page.goto(server.app + path);
  await page.locator(until).first().waitFor({ timeout: LATE_MS });
}

function onTheMap(place, bare) {
  const map = (then) => async (page) => {
    await come(page, await place(), "/map", "main h1");
    await page.getByRole("button", { name: "Pre-move-in inspection", exact: true }).first().waitFor({ timeout: LATE_MS });
    await then?.(page);
  };
  return {
    map: map(),
    "map-empty": (page) => come(page, bare, "/map", "main h1"),
    "map-conflict": map(async (page) => {
      await page.getByRole("button", { name: "Pre-move-in inspection", exact: true }).first().click();
      await page.getByRole("region", { name: "One surface" }).locator(".conflict").waitFor();
    }),
    "home-columns": async (page) => come(page, await place(), "/", "tbody tr"),
    "org-empty": (page) => come(page, bare, "/d/org", ".of-surfaces"),
    "strategy-empty": async (page) => {
      const own = await place();
      own.strategy ??= await makeDoc(own, { kind: "strategy" });
      await come(page, own, `/d/${own.strategy}`, ".of-pitches");
    },
    "goals-empty": async (page) => {
      const own = await place();
      own.goals ??= await makeDoc(own, { kind: "okr" });
      await come(page, own, `/d/${own.goals}`, ".of-sets");
    },
  };
}

/** A charter of its own with a mission, of which only the day matters. */
async function written(page, server, mission) {
  const doc = await makeDoc(server, { name: "Ledger" });
  await come(page, server, `/d/${doc}`, ".of-cadence");
  await write(page, "Mission", mission);
  await status(page, SAVED);
  return doc;
}

function inTime(place) {
  const changed = async (page) => {
    const server = await place();
    const doc = await written(page, server, "Money is counted once");
    const [{ seq }] = await (await fetch(`${server.app}/api/docs/${doc}/history`)).json();
    await write(page, "Mission", ", and everybody can see how");
    await status(page, SAVED);
    return { server, doc, seq };
  };
  return {
    history: async (page) => {
      const { server, doc } = await changed(page);
      await come(page, server, `/d/${doc}/history`, ".sitting");
    },
    "history-empty": async (page) => {
      const server = await place();
      await come(page, server, `/d/${await makeDoc(server)}/history`, "main h1");
    },
    restore: async (page) => {
      const { server, doc, seq } = await changed(page);
      await come(page, server, `/d/${doc}?restore=${seq}&section=Mission`, ".of-cadence");
      await page.getByText("What would change").click({ timeout: LATE_MS });
    },
    receipt: async (page) => {
      const { server, doc } = await changed(page);
      const other = await page.context().browser().newPage();
      await come(other, server, `/d/${doc}`, ".of-cadence");
      await page.context().setOffline(true);
      await write(page, "Mission", ", never twice");
      await write(other, "Team name", " and Sons");
      await status(other, SAVED);
      await other.close();
      await page.context().setOffline(false);
      await page.getByRole("region", { name: "Back online" }).getByText("What came from others").click({ timeout: BACK_MS });
    },
  };
}

function besideWords(place) {
  const charter = (then) => async (page) => {
    const server = await place();
    await come(page, server, `/d/${server.full}`, ".of-agreement .signed > li");
    await status(page, SAVED);
    await then(page);
  };
  const command = async (page, name) => {
    await page.getByRole("button", { name: /^Menu of/ }).click();
    await page.getByRole("menuitem", { name }).waitFor();
  };
  return {
    "charter-agreement": charter(async (page) => {
      const agree = page.locator(".of-agreement").getByRole("button", { name: "Agree", exact: true });
      if (await agree.count()) await agree.first().click();
      await page.locator(".of-agreement").getByText(/^You agreed/).first().waitFor();
    }),
    "charter-checks": charter(async (page) => {
      const checks = page.locator("details.checks");
      if ((await checks.getAttribute("open")) === null) await checks.locator("> summary").click();
    }),
    "charter-said": charter(async (page) => {
      const compose = async (words) => {
        await page.locator(".of-mission").hover();
        await page.locator(".of-mission").getByRole("button", { name: "Comment", exact: true }).click();
        await page.locator("textarea:focus[aria-label=Comment]").waitFor();
        await page.keyboard.insertText(words);
      };
      if (!(await page.locator(".of-mission .note.said").count())) {
        await compose("Who picks up the phone when the key does not fit?");
        await page.keyboard.press("Control+Enter");
        await page.locator(".note.said").first().waitFor();
      }
      if (!(await page.locator(".unsent").count())) await compose("And who pays the night in the hotel?");
    }),
    "charter-menu": charter((page) => command(page, "Copy link")),
    "charter-share": charter(async (page) => {
      await command(page, "Share…");
      await page.getByRole("menuitem", { name: "Share…" }).click();
      await shareDialog(page).getByRole("textbox", { name: "Link", exact: true }).waitFor();
    }),
    "charter-print": charter(async (page) => {
      await command(page, /^Print/);
      await page.getByRole("menuitem", { name: /^Print/ }).click();
      await page.getByRole("button", { name: "Print", exact: true }).waitFor();
    }),
  };
}
