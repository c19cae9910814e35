// Meetings, the log and what waits for somebody, as they look in a workspace that is in the middle of its week, for the
// pictures and for what looks at every page.
import { join } from "node:path";

import { newPerson, SAVED, status } from "../harness.mjs";
import { charter, log, meetings, on, PLAN, slot } from "./company.mjs";
import { lazily } from "./lazily.mjs";
import { startMailServer } from "./letters.mjs";
import { press } from "./meeting.mjs";
import { signIn, startWorkspace } from "./people.mjs";

const [HALIMA, INES, LEILA, CARLOS] = ["Halima Rees", "Ines Okafor-Lund", "Leila Farahani", "Carlos Duarte"];
const TEAM = "first-keys";
const LATE_MS = 30_000;

/**
 * The workspace, begun when it is first looked at; `scenes` are its pages by name, as in `pictures.mjs`, most of them as Ines
 * sees them, who is a team's captain.
 */
export function convene(browser, folder) {
  const place = lazily(() => begin(browser, folder), ({ server, mail }) => Promise.all([server.stop(), mail.stop()]));
  return { scenes: scenes(place), end: place.end };
}

async function begin(browser, folder) {
  const mail = await startMailServer();
  const smtp = ["--smtp", `smtp://127.0.0.1:${mail.port}`, "--mail-from", "Muster <muster@company.example>"];
  const ranks = { [HALIMA]: "owner", [INES]: "member", [LEILA]: "member", [CARLOS]: "guest" };
  const { server, people: accounts } = await startWorkspace(browser, ranks, smtp);
  const people = Object.fromEntries(Object.entries(accounts).map(([name, { id, ask }]) => [name.split(" ")[0], { name, id, ask }]));
  await fill(people);
  await speak(browser, server, accounts);
  const pack = await packOf(browser, server, accounts[INES], join(folder, "review.musterpack"));
  return { server, mail, accounts, pack };
}

/** Brings everything in under the ids that it has there. */
async function fill(people) {
  const team = TEAM;
  const [owner, captain] = [people.Halima, people.Ines];
  const bring = (documents) => owner.ask("POST", "/api/import?name=all.json", { muster: 1, documents });
  await owner.ask("POST", "/api/docs", { kind: "charter", id: team, name: "First Keys" });
  await owner.ask("POST", `/api/docs/${team}/captain`, { person: captain.id });
  await bring([charter(team, people)]);
  await bring([log(`${team}-log`, people)]);
  for (const documents of meetings({ ...people, team })) {
    const [{ id, kind }] = documents;
    await owner.ask("POST", "/api/docs", { kind, id });
    await bring(documents);
  }
  const two = { kind: "series", id: "two", name: "One-to-one, Halima and Ines", audience: "roster", people: [captain.id] };
  await owner.ask("POST", "/api/docs", two);
  const items = [{ id: "depot", order: "V", texts: { title: "No access to the Porto depot" }, values: { type: "blocker", presenter: `${captain.name} <@${captain.id}>`, first: `${on(-7)}T10:00` } }];
  await bring([
    { id: "two", kind: "series", sheet: { values: { preset: "one to one", minutes: 30 }, lists: { standing: [{ id: "helped", order: "V", texts: { title: "What helped" }, values: { type: "topic", minutes: 10 } }] } } },
    { id: `two-r${slot(-7)}`, kind: "review", sheet: { lists: { items } } },
  ]);
  await owner.ask("POST", "/api/docs", { kind: "series", id: "few", name: "Product leads", audience: "roster", people: [captain.id, people.Leila.id, people.Carlos.id] });
  await owner.ask("POST", "/api/docs", { kind: "charter", id: "blank", name: "Night Line" });
}

/** Words that count only from their own person’s page are said there: answers of the presenter, levels and views of each side. */
async function speak(browser, server, accounts) {
  const [ines, halima] = await Promise.all([INES, HALIMA].map(async (name) => {
    const person = await newPerson(browser, name);
    await signIn(person, server, accounts[name]);
    return person;
  }));
  await answerAdvice(ines.page, `${server.app}/d/weekly-r${slot(0)}`);
  for (const { page } of [ines, halima]) {
    await page.goto(`${server.app}/d/${TEAM}-log`);
    await page.locator(".of-learnings").waitFor({ timeout: LATE_MS });
  }
  for (const [name, level] of [["Handover hours", "7 Delegate"], ["What counts as ready", "5 Advise"]]) {
    await propose(ines.page, name, level);
    await dial(halima.page, name).getByRole("button", { name: `Confirm ${level}` }).click({ timeout: LATE_MS });
    await dial(ines.page, name).locator(".lvl b", { hasText: level }).waitFor({ timeout: LATE_MS });
  }
  await propose(ines.page, "Goodwill", "6 Inquire");
  await seen(ines.page, "Yes", "Eleven move-ins in October.");
  await seen(halima.page, "Not yet", "Landlords are customers too.");
  for (const person of [ines, halima]) {
    await status(person.page, SAVED, LATE_MS);
    await person.leave();
  }
}

async function answerAdvice(page, review) {
  await page.goto(review);
  await page.locator(".agenda .entry", { hasText: PLAN }).click({ timeout: LATE_MS });
  for (const [words, way, label, says] of [
    ["Try it in Matosinhos", "Will do by…", "By", on(11)],
    ["Get the right of access", "Will do by…", "By", on(4)],
    ["Start in all three", "Heard, not now…", "Because", "Braga has no depot before February"],
  ]) {
    const piece = page.locator(".now .ledger > li", { hasText: words });
    await piece.getByRole("button", { name: way }).click({ timeout: LATE_MS });
    await piece.getByLabel(label, { exact: true }).fill(says);
    await piece.getByRole("button", { name: "Answer", exact: true }).click();
    await piece.getByText("Still open").waitFor({ state: "detached" });
  }
  await status(page, SAVED, LATE_MS);
}

const dial = (page, name) => page.locator(".dials > li").filter({ has: page.getByRole("heading", { name, exact: true }) });

async function propose(page, name, level) {
  await dial(page, name).getByRole("button", { name: "Propose a level", exact: true }).click({ timeout: LATE_MS });
  await dial(page, name).getByRole("radio", { name: level, exact: true }).check();
  await dial(page, name).getByRole("button", { name: "Propose", exact: true }).click();
  await dial(page, name).getByText(`${level} proposed`).first().waitFor();
}

/** How somebody sees the first statement of readiness. */
async function seen(page, view, evidence) {
  const row = page.locator(".of-readiness .rows > li").first();
  await row.getByRole("button", { name: "Say how you see it" }).click();
  await row.getByRole("radio", { name: view, exact: true }).check();
  await row.getByLabel("Evidence", { exact: true }).fill(evidence);
  await row.getByRole("button", { name: "Say", exact: true }).click();
}

async function packOf(browser, server, account, path) {
  const person = await newPerson(browser, INES);
  await signIn(person, server, account);
  await person.page.goto(`${server.app}/d/weekly-r${slot(7)}`);
  const [download] = await Promise.all([
    person.page.waitForEvent("download", { timeout: 40_000 }),
    person.page.getByRole("button", { name: "Take it with you" }).click({ timeout: 40_000 }),
  ]);
  await download.saveAs(path);
  await person.leave();
  return path;
}

function scenes(place) {
  const at = (who, path, until, then) => async (page) => {
    const { server, accounts, pack } = await place();
    await page.context().clearCookies();
    await signIn({ context: page.context() }, server, accounts[who]);
    await page.goto(server.app + path);
    await page.locator(until).first().waitFor({ timeout: LATE_MS });
    if (path.startsWith("/d/")) await status(page, SAVED, LATE_MS);
    await then?.(page, pack);
  };
  const ines = (...asked) => at(INES, ...asked);
  const review = (of, ahead, then) => ines(`/d/${of}-r${slot(ahead)}`, ".agenda", then);
  const item = (title, then) => async (page) => {
    await page.locator(".agenda .entry", { hasText: title }).click();
    await then?.(page);
  };
  const decisions = (id, then) => ines(`/d/${id}-log`, ".of-learnings", then);
  return {
    "series-full": ines("/d/weekly", ".dates .date"),
    "series-empty": ines("/d/begun", ".of-rhythm"),
    "series-roster": at(HALIMA, "/d/few", ".of-roster li"),
    "series-two": ines("/d/two", ".of-roster"),
    "series-metrics": ines("/d/numbers", ".of-teams"),
    "reviews-full": ines("/reviews", "#for-you li", (page) => page.locator("a[href$='/d/weekly']").waitFor({ timeout: LATE_MS })),
    "review-before": review("weekly", 7),
    "review-nothing": review("begun", 0),
    "review-silent": review("weekly", 0, item("Furnished homes", async (page) => {
      await page.getByLabel("What speaks for it, what against it?").fill("A missing sofa is a defect by now, and nobody counts it.");
      await page.locator("#muster-stance").fill("4");
    })),
    "review-reveal": review("weekly", 0, item("Furnished homes", (page) => press(page, "Reveal…"))),
    "review-running": review("weekly", 0, item(PLAN)),
    "review-advice": review("weekly", 0, item(PLAN, async (page) => {
      await press(page, "Give advice");
      await press(page, "Heard, not now…");
    })),
    "review-context": review("weekly", 0, item("Porto’s peak")),
    "review-vote": review("votes", 0, (page) => page.getByText("5 of 5 left").waitFor({ timeout: LATE_MS })),
    "review-tally": review("votes", -7),
    "review-held": review("weekly", -7, item(PLAN)),
    "review-summary": review("weekly", -7, (page) => page.getByText("Read it here").click()),
    "review-carried": review("weekly", -7, item("Who tells the landlord")),
    "review-metrics": review("numbers", 0),
    "review-insight": review("insight", 0),
    "review-forum": review("forum", 0),
    "review-two": review("two", 0),
    "pack-opened": ines("/import", "#files", async (page, pack) => {
      await page.locator("#files").setInputFiles(pack);
      await page.getByRole("link", { name: "Open the review" }).waitFor({ timeout: LATE_MS });
    }),
    "pressure-before": ines(`/pressure/${TEAM}`, "main h1"),
    pressure: ines(`/pressure/${TEAM}`, "main h1", async (page) => {
      const begun = page.getByRole("link", { name: /^Pressure test of/ });
      const begin = page.getByRole("button", { name: "Begin a test with a leader" });
      await begun.or(begin).first().waitFor({ timeout: LATE_MS });
      if (await begun.count()) {
        await begun.first().click();
      } else {
        await begin.click();
        await page.getByLabel("With whom?").selectOption({ label: HALIMA });
      }
      await page.locator(".of-pressure details.test-part").first().waitFor({ timeout: LATE_MS });
    }),
    foryou: ines("/", "#for-you li"),
    "foryou-empty": at(LEILA, "/", "#for-you"),
    digest: ines("/digest", "h1"),
    "digest-empty": at(CARLOS, "/digest", "h1"),
    "log-full": decisions(TEAM, (page) => page.locator(".sigs li").first().waitFor()),
    "log-open": decisions(TEAM, async (page) => {
      for (const summary of await page.locator(".of-authority summary").all()) await summary.click();
      await page.getByRole("button", { name: "Propose a level for another class" }).click();
      await page.getByRole("button", { name: "Say how you see it" }).first().click();
      await page.locator(".of-requests").getByRole("button", { name: "Ask another team" }).click();
      await page.locator(".of-learnings").getByRole("button", { name: "Write down a learning" }).click();
    }),
    "log-answers": decisions(TEAM, async (page) => {
      await page.locator(".of-requests").getByRole("button", { name: "Answer", exact: true }).first().click();
      const row = page.locator(".decs > li").first();
      await row.hover();
      await row.getByRole("button", { name: "What became of it", exact: true }).click();
    }),
    "log-nothing": decisions("blank"),
    "account-mail": ines("/account", "#letters", async (page) => {
      await page.getByLabel("Your address").fill("ines@company.example");
    }),
  };
}
