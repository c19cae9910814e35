// The pages the server writes, as they look with people in them, for the pictures.
import { newPerson, SAVED, status, write } from "../harness.mjs";
import { giveAuthenticator, invite, join, owned, startWithDoors } from "./doors.mjs";
import { lazily } from "./lazily.mjs";

/** A workspace with people, begun when it is first looked at; `scenes` are its pages by name, as in `pictures.mjs`. */
export function furnish(browser) {
  const place = lazily(() => begin(browser), ({ server }) => server.stop());
  return { scenes: scenes(place), end: place.end };
}

async function begin(browser) {
  const flags = ["--oidc-issuer", "https://login.oriel.example", "--oidc-client-id", "muster", "--oidc-name", "Oriel"];
  const server = await startWithDoors({ args: flags });
  const owner = await newPerson(browser, "Mei Harada");
  await owned(server, owner, "Mei Harada");
  for (const [name, rank] of [["Tomás Oliveira da Conceição", "leader"], ["ليلى فرحاني", "member"], ["W. van der Meer-Kowalczyk", "guest"]]) {
    const guest = await newPerson(browser, name);
    await giveAuthenticator(guest.page);
    await join(guest.page, await invite(server, owner.page, rank), name);
    await guest.leave();
  }
  const link = await invite(server, owner.page, "member");
  const doc = await fill(owner.page);
  const cookies = await owner.context.cookies();
  await owner.leave();
  return { server, link, cookies, doc };
}

/** A deleted charter, a key, a refused invitation, and a charter, whose id is the answer. */
async function fill(page) {
  return page.evaluate(async () => {
    const post = (path, body) =>
      fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    const { id } = await (await post("/api/docs", { kind: "charter", name: "Landlord Desk" })).json();
    await fetch(`/api/docs/${id}`, { method: "DELETE" });
    await post("/api/keys", { name: "The wiki" });
    await fetch("/join/nonsense");
    return (await (await post("/api/docs", { kind: "charter", name: "Ledger" })).json()).id;
  });
}

/** Where a path is, which may depend on what there is. */
const pathOf = (path, place) => (typeof path === "string" ? path : path(place));

function scenes(get) {
  const outside = (path, then) => async (page) => {
    const place = await get();
    await page.context().clearCookies();
    await page.goto(new URL(pathOf(path, place), place.server.app).href);
    await page.locator("h1").waitFor();
    await then?.(page);
  };
  const inside = (path, then) => async (page) => {
    const place = await get();
    await page.context().addCookies(place.cookies);
    await page.goto(place.server.app + pathOf(path, place));
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await then?.(page, place);
  };
  return {
    "door-sign-in": outside("/sign-in"),
    "door-refused": outside("/sign-in", async (page) => {
      await giveAuthenticator(page);
      await page.getByRole("button", { name: "Sign in with a passkey" }).click();
      await page.getByRole("alert").first().waitFor();
    }),
    "door-join": outside(({ link }) => link),
    "door-join-refused": outside("/join/nonsense"),
    "door-provider-away": outside("/oidc/start"),
    "door-account": inside("/account", async (page) => {
      await page.locator("#passkeys summary").click();
    }),
    "worksheet-audience": inside("/new", async (page) => {
      await page.getByRole("radio", { name: "People I name" }).check();
      await page.getByLabel("Name a person", { exact: true }).selectOption({ label: "ليلى فرحاني" });
      await page.getByRole("button", { name: /^Take off/ }).waitFor();
    }),
    "log-decider": inside(({ doc }) => `/d/${doc}-log`, async (page) => {
      const decider = page.getByRole("combobox", { name: "Decided by" });
      await decider.fill("o");
      await page.getByRole("option").first().waitFor();
    }),
    "door-editors": inside(({ doc }) => `/d/${doc}/people`),
    "door-history": inside(({ doc }) => `/d/${doc}/people`, async (page, { server, doc }) => {
      await page.goto(`${server.app}/d/${doc}`);
      await write(page, "Mission", "Landlords are paid on the first, and can see what for.");
      await status(page, SAVED);
      await page.getByRole("link", { name: "History" }).click();
      await page.getByRole("heading", { name: "History of Ledger" }).waitFor();
    }),
    "door-embed": inside(({ server, doc }) => `/embed/sign-in?${new URLSearchParams({ origin: server.app, doc })}`),
    "door-people": inside("/people", async (page) => {
      await page.getByRole("button", { name: "Make an invitation link" }).click();
      await page.locator("#invite [data-value]").waitFor();
      await page.locator("#everybody summary").nth(1).click();
    }),
  };
}
