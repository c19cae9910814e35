// People come in with an identity provider: a certified one, through its own pages, in a real browser.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, cast, launchBrowser } from "./harness.mjs";
import { inTheApp, invite, me, owned, record, startWithDoors } from "./parts/doors.mjs";
import { startProvider, throughProvider } from "./parts/provider.mjs";

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

async function serverOf(t, flags = []) {
  const provider = await startProvider();
  const server = await startWithDoors({ args: [...provider.flags, ...flags], env: provider.env });
  provider.serve(server);
  t.after(async () => {
    await server.stop();
    await provider.stop();
  });
  return { server, provider };
}

const ORIEL = ["--oidc-allowed-domain", "oriel.example"];
const ada = { name: "Ada Lovelace", email: "ada@oriel.example", email_verified: true };

async function signIn(page, server, provider, login, path = "/") {
  await page.goto(server.app + path);
  await page.waitForURL(/\/sign-in/);
  await page.getByRole("link", { name: "Sign in with Oriel" }).click();
  await throughProvider(page, provider, login);
}

const alert = (page) => page.getByRole("alert").innerText();

async function refused(page, status, words) {
  await page.waitForURL(/\/oidc\/callback/);
  await page.getByRole("heading", { name: "That did not work" }).waitFor();
  assert.match(await alert(page), words);
  assert.equal(await page.evaluate(() => performance.getEntriesByType("navigation")[0].responseStatus), status);
  assert.deepEqual(await axe(page), []);
}

test("somebody of an allowed domain comes in as a member, and as what their group makes them", async (t) => {
  const groups = ["--oidc-group-rank", "execs=leader", "--oidc-group-rank", "visitors=guest"];
  const { server, provider } = await serverOf(t, [...ORIEL, ...groups]);
  provider.accounts.ada = ada;
  const { page, context } = await cast(t, browser)("Ada");
  await signIn(page, server, provider, "ada", "/d/org");
  await page.waitForURL(`${server.app}/d/org`);
  const first = await me(page, server);
  assert.deepEqual([first.name, first.rank], ["Ada Lovelace", "member"], "nobody becomes the owner this way");

  for (const [groups, rank] of [[["staff", "execs"], "leader"], [["visitors"], "guest"], [[], "member"]]) {
    provider.accounts.ada = { ...ada, groups };
    await context.clearCookies();
    await signIn(page, server, provider, "ada");
    await inTheApp(page);
    const now = await me(page, server);
    assert.deepEqual([now.id, now.rank], [first.id, rank]);
  }
  assert.ok(!server.output.includes(provider.secret), "the secret is logged");
  await page.goto(`${server.app}/account`);
  await page.getByText("your identity provider vouches for you").waitFor();
  assert.deepEqual(await axe(page), []);
});

test("who is of another domain, or only says where they are from, does not come in", async (t) => {
  const { server, provider } = await serverOf(t, ORIEL);
  const people = cast(t, browser);
  Object.assign(provider.accounts, {
    eve: { name: "Eve", email: "eve@evil.example", email_verified: true },
    mallory: { name: "Mallory", email: "ada@oriel.example", email_verified: false },
    nobody: {},
  });
  for (const [login, words] of [
    ["eve", /You are not a person of this workspace/],
    ["mallory", /has not made sure that your email address is yours/],
    ["nobody", /You are not a person of this workspace/],
  ]) {
    const { page, context } = await people(login);
    await signIn(page, server, provider, login);
    await refused(page, 403, words);
    assert.ok(!(await context.cookies(server.app)).some(({ name }) => name === `muster-${server.port}`));
  }
  const owner = await people("Owner");
  await owned(server, owner, "Olga Owner");
  const whys = (await record(owner.page, server)).filter(({ what }) => what === "refused").map(({ detail }) => detail);
  assert.equal(whys.length, 3);
  assert.ok(whys.some((why) => /email address that is not verified: mallory/.test(why)));
});

/** Begins a sign-in of somebody the provider knows in this browser; answers with the address it would come back to. */
async function heldBack(context, server) {
  let url = `${server.app}/oidc/start`;
  do {
    const answer = await context.request.get(url, { maxRedirects: 0 });
    url = new URL(answer.headers().location, url).href;
  } while (new URL(url).pathname !== "/oidc/callback");
  return url;
}

test("an answer that was changed, brought twice, or by another browser signs nobody in", async (t) => {
  const { server, provider } = await serverOf(t, ORIEL);
  provider.accounts.ada = ada;
  const people = cast(t, browser);
  const [{ page, context }, eve] = [await people("Ada"), await people("Eve")];
  await signIn(page, server, provider, "ada");
  await inTheApp(page);

  const stolen = await heldBack(context, server);
  await eve.page.goto(stolen);
  await refused(eve.page, 400, /begun in another browser/);
  for (const [change, status, words] of [
    [(params) => params.set("state", "tampered"), 400, /does not belong to the sign-in you began/],
    [(params) => params.delete("state"), 400, /does not belong/],
    [(params) => params.set("iss", "https://evil.example"), 400, /does not belong/],
    [(params) => params.set("code", "guessed"), 400, /could not be checked/],
    [(params) => (params.delete("code"), params.set("error", "access_denied")), 403, /did not let you in/],
  ]) {
    const changed = new URL(await heldBack(context, server));
    change(changed.searchParams);
    await page.goto(changed.href);
    await refused(page, status, words);
    await page.goto(changed.href);
    await refused(page, 400, /was finished already/);
  }
  const whole = await heldBack(context, server);
  await page.goto(whole);
  await inTheApp(page);
  await page.goto(whole);
  await refused(page, 400, /was finished already/);
  assert.equal((await me(page, server)).name, "Ada Lovelace", "what was refused ends no session");
});

test("an invitation decides what somebody is who comes in with the provider, and the owner's link makes the owner", async (t) => {
  const { server, provider } = await serverOf(t, ORIEL);
  Object.assign(provider.accounts, { ada, guest: { name: "Gus Guest", email: "gus@elsewhere.example", email_verified: true } });
  const people = cast(t, browser);
  const [owner, guest] = [await people("Ada"), await people("Gus")];
  const take = async (page, link, login) => {
    await page.goto(link);
    assert.deepEqual(await axe(page), []);
    await page.getByRole("link", { name: "Continue with Oriel" }).click();
    await throughProvider(page, provider, login);
    await inTheApp(page);
  };
  await take(owner.page, server.owner, "ada");
  assert.equal((await me(owner.page, server)).rank, "owner");
  const link = await invite(server, owner.page, "guest");
  await take(guest.page, link, "guest");
  const known = await me(guest.page, server);
  assert.deepEqual([known.name, known.rank], ["Gus Guest", "guest"]);
  await guest.context.clearCookies();
  await signIn(guest.page, server, provider, "guest");
  await inTheApp(guest.page);
  assert.equal((await me(guest.page, server)).id, known.id);
  assert.equal((await guest.page.goto(link)).status(), 410);

  await owner.page.goto(`${server.app}/people`);
  const row = owner.page.locator("#everybody li", { hasText: "Gus Guest" });
  await row.locator("summary").click();
  await row.getByRole("button", { name: /^Remove/ }).click();
  await row.waitFor({ state: "detached" });
  await guest.context.clearCookies();
  await signIn(guest.page, server, provider, "guest");
  await refused(guest.page, 403, /not a person of this workspace/);
});

test("a provider that signs with new keys is believed, and one that is away is said to be", async (t) => {
  const { server, provider } = await serverOf(t, ORIEL);
  provider.accounts.ada = ada;
  const { page, context } = await cast(t, browser)("Ada");
  await provider.away();
  const answer = await page.goto(`${server.app}/oidc/start`);
  assert.equal(answer.status(), 502);
  assert.match(await alert(page), /The identity provider does not answer just now/);
  await provider.back();
  await signIn(page, server, provider, "ada");
  await inTheApp(page);
  provider.rotate();
  await context.clearCookies();
  await signIn(page, server, provider, "ada");
  await inTheApp(page);
});
