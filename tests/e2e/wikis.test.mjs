// Wikis that an owner names on the page People, and the doctor who asks them for their headers: named ones, and nobody else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, launchBrowser } from "./harness.mjs";
import { startHost } from "./parts/host.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";

const POLICY = { "content-security-policy": "default-src 'self'; frame-src *" };

let browser, host, elsewhere, place;

before(async () => {
  [browser, host, elsewhere] = await Promise.all([launchBrowser(), startHost(), startHost()]);
  host.put("/page", "<p>A page</p>", { headers: POLICY });
  place = await startWorkspace(browser, { Ada: "owner", Lin: "leader" }, ["--allow-origin", host.url("localhost", "")]);
});
after(async () => {
  await browser?.close();
  await Promise.all([place?.server.stop(), host?.close(), elsewhere?.close()]);
});

const wikis = (page) => page.getByRole("region", { name: "Wikis" });
const ask = async (page, address) => {
  await page.goto(`${place.server.app}/embed-check`);
  await page.getByLabel("Address of the page").fill(address);
  await page.getByRole("button", { name: "Ask and examine" }).click();
};

test("an owner names a wiki and withdraws it; what is no wiki is refused where it is typed", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Ada");
  await page.goto(`${place.server.app}/people`);
  const name = async (origin) => {
    await wikis(page).getByLabel("Address of the wiki").fill(origin);
    await wikis(page).getByRole("button", { name: "Name the wiki" }).click();
  };
  await name("http://wiki.example");
  await wikis(page).getByRole("alert").getByText("must be reached by https://").waitFor();
  await name("https://wiki.example/Page");
  await wikis(page).getByRole("alert").getByText("https://wiki.example").waitFor();
  await name("https://wiki.example");
  const row = wikis(page).getByRole("listitem").filter({ hasText: "https://wiki.example" });
  await row.waitFor();
  assert.deepEqual(await axe(page), []);
  await row.getByText("Withdraw").first().click();
  await row.getByRole("button", { name: /^Withdraw/ }).click();
  await row.waitFor({ state: "detached" });
  assert.deepEqual(await place.people.Ada.ask("GET", "/api/wikis"), []);
});

test("nobody but owners sees which wikis are named", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Lin");
  await page.goto(`${place.server.app}/people`);
  await page.getByRole("heading", { name: "Everybody" }).waitFor();
  assert.equal(await wikis(page).count(), 0);
  await page.goto(`${place.server.app}/embed-check`);
  await page.getByText("Owners, once signed in").waitFor();
  assert.equal(await page.getByLabel("Address of the page").count(), 0);
});

test("the server asks a wiki that is named, sends nothing of anybody, and asks nobody else", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Ada");
  await ask(page, host.url("localhost", "/page"));
  await page.getByText("A frame shows the document").waitFor();
  const [asked] = host.seen.filter(({ url }) => url === "/page");
  assert.equal(asked.headers.cookie, undefined);
  assert.equal(asked.headers.authorization, undefined);
  await ask(page, elsewhere.url("localhost", "/page"));
  await page.getByRole("alert").getByText("only wikis that an owner has named").waitFor();
  // Named by an owner alone, an address of this machine is asked by nobody.
  const { id } = await place.people.Ada.ask("POST", "/api/wikis", { origin: elsewhere.url("localhost", "") });
  await ask(page, elsewhere.url("localhost", "/page"));
  await page.getByRole("alert").getByText("private network").waitFor();
  await place.people.Ada.ask("DELETE", `/api/wikis/${id}`);
  assert.deepEqual(elsewhere.seen, [], "it was never asked");
});
