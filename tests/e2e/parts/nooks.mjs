// Pages between teams and people, for the pictures: all teams in one picture, questions without names, feedback between
// two, notes for oneself, sorts of meeting. They are as somebody sees them who is in the middle of them.
import { newPerson, SAVED, status } from "../harness.mjs";
import { on, slot } from "./company.mjs";
import { lazily } from "./lazily.mjs";
import { signIn, startWorkspace } from "./people.mjs";

const LATE = { timeout: 30_000 };
const RANKS = { "Halima Rees": "owner", "Ines Okafor-Lund": "leader", "Leila Farahani": "member", "Carlos Duarte": "member", "Mei Harada": "member" };
const [HALIMA, INES] = Object.keys(RANKS);

/** The workspace, begun when it is first looked at; `scenes` are its pages by name, as in `pictures.mjs`, as Ines sees them. */
export function settle(browser) {
  const place = lazily(() => begin(browser), ({ server }) => server.stop());
  return { scenes: scenes(place), end: place.end };
}

async function begin(browser) {
  const { server, people } = await startWorkspace(browser, RANKS);
  const ask = people[HALIMA].ask;
  const put = (documents) => ask("POST", "/api/import?name=all.json", { muster: 1, documents });
  const members = ["Ines", "Bruno", "Rui", "Pauline"].map((name) => ({ id: name, values: { name } }));
  const charter = (name, nth) => ({ id: `team-${nth}`, kind: "charter", sheet: { texts: { name }, lists: nth < 4 ? { members } : {} } });
  const { made } = await put(["First Keys", "True Listings", "Landlord Desk", "A new kind of front door", "Ledger"].map(charter));
  for (const [nth, n_own] of [5, 4, 1, 2].entries()) await put([decided(made[nth], n_own)]);
  const [team] = made;
  const boxes = {};
  for (const form of ["trust", "feedback", "questions"]) boxes[form] = (await ask("POST", `/api/docs/${team}/boxes`, { form })).id;
  const rhythm = { first: `${on()}T10:00`, rhythm: "FREQ=WEEKLY", zone: "Europe/Lisbon", minutes: 50 };
  const { made: [series] } = await put([{ id: "weekly", kind: "series", sheet: { texts: { name: "Product review" }, values: rhythm } }]);
  await put([{ id: `${series}-r${slot()}`, kind: "review", sheet: { lists: { items: [{ id: "peak", texts: { title: "Porto’s peak" }, values: { type: "context" } }] } } }]);
  const place = { server, people, team, series };
  await answered(browser, place);
  await ask("POST", `/api/docs/${team}/boxes/${boxes.trust}/close`);
  place.pair = await talked(browser, place);
  return place;
}

/** The log of a team with six decisions of late, so many of them its own. */
function decided(team, n_own) {
  const row = (nth) => ({
    id: `d${nth}`,
    values: { question: `Question ${nth}?`, choice: `Choice ${nth}.`, on: on(-nth - 1), class: "Handover hours", role: nth < n_own ? "captain" : "leader", decided_by: "Ines" },
  });
  return { id: `${team}-log`, kind: "log", sheet: { lists: { decisions: Array.from({ length: 6 }, (_, nth) => row(nth)) } } };
}

/** Somebody in a window of their own, until what they do is done. */
async function as(browser, { server, people }, name, act) {
  const person = await newPerson(browser, name);
  await signIn(person, server, people[name]);
  const told = await act(person.page, server.app);
  await person.leave();
  return told;
}

/** Everybody has answered how far they trust each other. */
async function answered(browser, place) {
  const steps = ["Half", "Full", "Three quarters", "Half", "Full"];
  for (const [nth, name] of Object.keys(RANKS).entries()) {
    await as(browser, place, name, async (page, app) => {
      await page.goto(`${app}/boxes/${place.team}`);
      const box = page.locator(".blind-box").filter({ has: page.getByRole("heading", { name: "Trust battery" }) });
      await box.getByRole("radio", { name: steps[nth], exact: true }).check(LATE);
      await box.getByLabel("What would charge it?").fill("A dinner that does not end with the next release.");
      await box.getByRole("button", { name: "Answer", exact: true }).click();
      await box.getByText("You have answered.").waitFor(LATE);
    });
  }
}

/** Ines has given feedback; answers where it stands. */
const talked = (browser, place) =>
  as(browser, place, INES, async (page, app) => {
    await page.goto(`${app}/reviews`);
    await page.getByRole("button", { name: "Begin feedback with a colleague" }).click(LATE);
    await page.getByLabel("With whom?").selectOption({ label: "Leila Farahani" });
    await page.locator(".of-given").getByRole("button", { name: "Give feedback" }).click(LATE);
    for (const [label, words] of [
      ["What I saw, and when", "On Tuesday you showed the late towns first, before anybody asked."],
      ["What works well", "We talked about the one thing that was late, and were done by noon."],
      ["I come back to it on", on(14)],
    ]) await page.getByLabel(label, { exact: true }).fill(words);
    await page.getByRole("button", { name: "Give it", exact: true }).click();
    await page.locator(".of-given").getByText("On Tuesday you showed").waitFor();
    await status(page, SAVED, LATE.timeout);
    return new URL(page.url()).pathname;
  });

function scenes(get) {
  const at = (path, until, then) => async (page) => {
    const place = await get();
    await page.context().clearCookies();
    await signIn({ context: page.context() }, place.server, place.people[INES]);
    await page.goto(place.server.app + path(place));
    await page.locator(until).first().waitFor(LATE);
    await then?.(page);
  };
  return {
    picture: at(() => "/picture", ".quad"),
    box: at(({ team }) => `/boxes/${team}`, ".blind-outcome"),
    pair: at(({ pair }) => pair, ".of-given"),
    "pair-draft": at(({ pair }) => pair, ".of-given", async (page) => {
      await page.locator(".of-given").getByRole("button", { name: "Give feedback" }).click(LATE);
      await page.getByLabel("What I saw, and when", { exact: true }).fill("You are always so well prepared.");
    }),
    mine: at(() => "/mine", "section.part", async (page) => {
      await page.getByRole("button", { name: "Begin a reflection" }).waitFor(LATE);
      if (await page.locator("ul.rows :is(input, textarea)").count()) return;
      for (const add of ["Begin a reflection", "Add a goal", "Add a habit", "Add a line"]) await page.getByRole("button", { name: add }).click();
    }),
    "series-opened": at(({ series }) => `/d/${series}`, ".dates .date"),
    "reviews-sorts": at(() => "/reviews", "details.whole", (page) => page.getByText("more sorts of meeting").click()),
    rhythms: at(() => "/reviews", "details.whole", async (page) => {
      await page.getByText("more sorts of meeting").click();
      await page.getByRole("button", { name: "Begin a meeting armageddon", exact: true }).click();
      await page.getByRole("textbox", { name: "Purpose" }).waitFor(LATE);
      await status(page, SAVED, LATE.timeout);
    }),
  };
}
