// People come in with invitations and passkeys, in a real browser with an authenticator, and go out again without a trace.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { axe, cast, eventually, launchBrowser, startServer } from "./harness.mjs";
import { giveAuthenticator, inTheApp, invite, join, me, owned, record, startWithDoors } from "./parts/doors.mjs";

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

async function serverOf(t) {
  const server = await startWithDoors();
  t.after(() => server.stop());
  return server;
}

const says = (page, text) => page.getByText(text).first().waitFor();

async function looksRight(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await axe(page), [], `${name}, ${colorScheme}`);
  }
}

test("the owner's link makes a passkey and leads into the app, once", async (t) => {
  const server = await serverOf(t);
  const ada = await cast(t, browser)("Ada");
  await ada.page.goto(server.app);
  await ada.page.waitForURL(/\/sign-in\?next=\/$/);
  await says(ada.page, "You need an invitation");
  await looksRight(ada.page, "sign-in");
  await ada.page.goto(server.owner);
  await says(ada.page, "This workspace will be yours");
  await looksRight(ada.page, "join");
  const authenticator = await owned(server, ada, "Ada Lovelace");
  const [passkey, ...others] = await authenticator.keys();
  assert.ok(passkey.isResidentCredential && others.length === 0);
  const { name, rank, open } = await me(ada.page, server);
  assert.deepEqual({ name, rank, open }, { name: "Ada Lovelace", rank: "owner", open: false });

  const response = await ada.page.goto(server.owner);
  assert.equal(response.status(), 410);
  await says(ada.page, "This invitation has been used already");
  await looksRight(ada.page, "join-refused");
  assert.ok((await record(ada.page, server)).some(({ what, detail }) => what === "refused" && /used already/.test(detail)));
  assert.ok(!server.output.split("its owner:")[1].slice(60).includes(server.owner.split("/").pop()), "the secret is logged");
});

test("somebody invited comes in as what they were invited, and again after signing out", async (t) => {
  const server = await serverOf(t);
  const people = cast(t, browser);
  const [ada, ben] = [await people("Ada"), await people("Ben")];
  await owned(server, ada, "Ada Lovelace");
  const link = await invite(server, ada.page, "leader");
  const keys = await giveAuthenticator(ben.page);
  await join(ben.page, link, "  Ben \t Okafor ");
  const known = await me(ben.page, server);
  assert.deepEqual([known.name, known.rank], ["Ben Okafor", "leader"]);

  await ben.page.goto(`${server.app}/account`);
  await looksRight(ben.page, "account");
  await ben.page.getByRole("button", { name: "Sign out", exact: true }).click();
  await ben.page.waitForURL(/\/sign-in$/);
  assert.equal((await ben.context.cookies()).length, 0);
  await ben.page.goto(`${server.app}/people`);
  await ben.page.waitForURL(/\/sign-in\?next=\/people$/);
  await ben.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await ben.page.waitForURL(`${server.app}/people`);
  assert.equal((await me(ben.page, server)).id, known.id);
  assert.ok((await keys.keys())[0].signCount > 1);
});

test("what lets nobody in says why, and is written down", async (t) => {
  const server = await serverOf(t);
  const people = cast(t, browser);
  const [ada, eve] = [await people("Ada"), await people("Eve")];
  await owned(server, ada, "Ada Lovelace");
  const link = await invite(server, ada.page);
  await ada.page.reload();
  await ada.page.locator("#invited").getByRole("button", { name: /^Withdraw/ }).click();
  await ada.page.locator("#invited li").waitFor({ state: "detached" });
  for (const refused of [link, link.slice(0, -1), `${server.app}/join/x`, `${server.app}/join/${"A".repeat(43)}`]) {
    assert.equal((await eve.page.goto(refused)).status(), 410, refused);
    await says(eve.page, "This link is not an invitation");
  }
  const expired = await ada.page.evaluate(async () => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch("/api/invites", { method: "POST", headers, body: JSON.stringify({ rank: "member", lasts_s: 0 }) });
    return (await answer.json()).link;
  });
  assert.equal((await eve.page.goto(expired)).status(), 410);
  await says(eve.page, "This invitation has expired");
  const authenticator = await giveAuthenticator(eve.page);
  await eve.page.goto(`${server.app}/sign-in`);
  await eve.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await says(eve.page, "Nothing was chosen, or it took too long");
  await looksRight(eve.page, "sign-in-refused");
  assert.equal((await authenticator.keys()).length, 0);

  const answers = await eve.page.evaluate(async () => {
    const post = async (path, body) => {
      const headers = { "content-type": "application/json" };
      const answer = await fetch(path, { method: "POST", headers, body: JSON.stringify(body) });
      return `${answer.status} ${(await answer.json()).detail}`;
    };
    const bytes = "AAAA";
    const shown = { id: bytes, rawId: bytes, type: "public-key", response: { clientDataJSON: bytes, authenticatorData: bytes, signature: bytes } };
    const made = { id: bytes, rawId: bytes, type: "public-key", response: { clientDataJSON: bytes, attestationObject: bytes } };
    const challenge = await fetch("/api/sign-in/challenge", { method: "POST" });
    return [
      challenge.status,
      await post("/api/sign-in", shown),
      await post("/api/sign-in", shown),
      await post("/api/passkeys", made),
      await post("/api/passkeys/challenge", {}),
      await post("/api/sign-in", {}),
    ];
  });
  const begin = "400 this took too long, or was begun in another tab; begin again";
  assert.deepEqual(answers.slice(0, 5), [200, "401 this passkey is not known here; it was removed, or belongs to another workspace", begin, begin, "401 sign in first"]);
  assert.match(answers[5], /^400 this is not what is expected/);
  const refusals = (await record(ada.page, server)).filter(({ what }) => what === "refused").map(({ detail }) => detail);
  for (const why of [/not an invitation/, /has expired/, /a passkey that is not known/, /nobody was asked for, or twice/, /nobody began to make/]) {
    assert.ok(refusals.some((detail) => why.test(detail)), `${why} in ${refusals}`);
  }
});

test("another site's page can neither sign somebody in nor out", async (t) => {
  const server = await serverOf(t);
  const ada = await cast(t, browser)("Ada");
  await owned(server, ada, "Ada Lovelace");
  const cookie = (await ada.context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  for (const [method, path] of [
    ["POST", "/api/sign-in/challenge"], ["POST", "/api/sign-in"], ["POST", "/api/passkeys/challenge"],
    ["POST", "/api/passkeys"], ["POST", "/api/sign-out"], ["PATCH", "/api/me"], ["POST", "/api/invites"],
  ]) {
    for (const origin of ["https://evil.example", "null", undefined]) {
      const headers = { cookie, "content-type": "application/json", ...(origin && { origin }) };
      const answer = await fetch(server.app + path, { method, headers, body: "{}" });
      assert.equal(answer.status, 403, `${method} ${path} from ${origin}`);
    }
  }
  assert.equal((await me(ada.page, server)).name, "Ada Lovelace");
});

test("who lost every passkey comes back with a new invitation as who they were", async (t) => {
  const server = await serverOf(t);
  const people = cast(t, browser);
  const [ada, ben] = [await people("Ada"), await people("Ben")];
  await owned(server, ada, "Ada Lovelace");
  const keys = await giveAuthenticator(ben.page);
  await join(ben.page, await invite(server, ada.page), "Ben Okafor");
  const before = await me(ben.page, server);
  await ben.context.clearCookies();
  await keys.forget();

  await ada.page.goto(`${server.app}/people`);
  const row = ada.page.locator("#everybody li", { hasText: "Ben Okafor" });
  await row.getByRole("button", { name: /^Send a new sign-in link/ }).click();
  const shown = row.getByLabel("Send this link to them");
  await shown.waitFor();
  const link = await shown.inputValue();
  await ben.page.goto(link);
  await says(ben.page, "Welcome back, Ben Okafor");
  await join(ben.page, link);
  assert.equal((await me(ben.page, server)).id, before.id);
});

test("somebody sees where they are signed in and ends it there, at once", async (t) => {
  const server = await serverOf(t);
  const people = cast(t, browser);
  const [ada, elsewhere] = [await people("Ada"), await people("Ada elsewhere")];
  const here = await owned(server, ada, "Ada Lovelace");
  const there = await giveAuthenticator(elsewhere.page);
  await elsewhere.page.goto(`${server.app}/sign-in?next=//evil.example/`);
  for (const credential of await here.keys()) await there.add(credential);
  await elsewhere.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await inTheApp(elsewhere.page);

  await ada.page.goto(`${server.app}/account`);
  const places = ada.page.locator("#places li");
  assert.equal(await places.count(), 2);
  await places.getByRole("button", { name: /^Sign out there/ }).click();
  await eventually(async () => assert.equal(await places.count(), 1));
  const answer = await elsewhere.page.evaluate(async () => {
    const answer = await fetch("/api/docs");
    return `${answer.status} ${(await answer.json()).detail}`;
  });
  assert.equal(answer, "401 you are signed out; sign in again");
  await elsewhere.page.goto(`${server.app}/account`);
  await elsewhere.page.waitForURL(/\/sign-in\?next=\/account$/);
});

test("a passkey is added and removed, but never the last one", async (t) => {
  const server = await serverOf(t);
  const ada = await cast(t, browser)("Ada");
  const first = await owned(server, ada, "Ada Lovelace");
  await ada.page.goto(`${server.app}/account`);
  const rows = ada.page.locator("#passkeys li");
  const remove = async (row) => {
    await row.locator("summary").click();
    await row.getByRole("button", { name: /^Remove/ }).click();
  };
  await remove(rows.first());
  await says(ada.page, "This is your only way in; add another one first.");
  await ada.page.getByRole("button", { name: "Add a passkey" }).click();
  await says(ada.page, "This device keeps a passkey of yours already. Sign in with it.");
  // Another device: what the first keeps is not in it.
  await first.forget();
  await ada.page.getByRole("button", { name: "Add a passkey" }).click();
  await eventually(async () => assert.equal(await rows.count(), 2));
  await remove(rows.last());
  await eventually(async () => assert.equal(await rows.count(), 1));
  await ada.page.getByLabel("Your name").fill("Augusta Ada");
  await ada.page.getByRole("button", { name: "Change", exact: true }).click();
  await says(ada.page, "Saved.");
  assert.equal((await me(ada.page, server)).name, "Augusta Ada");
});

test("what is kept about somebody is theirs to take along, and signing out with erasing leaves nothing of ours on the device", async (t) => {
  const server = await serverOf(t);
  const ada = await cast(t, browser)("Ada");
  const { page } = ada;
  await owned(server, ada, "Ada Lovelace");
  await page.goto(`${server.app}/new`);
  await page.getByRole("textbox", { name: "Team name" }).fill("Homecare, secretly");
  await page.keyboard.press("Enter");
  await page.evaluate(() => navigator.serviceWorker.ready);
  const kept = () =>
    page.evaluate(async () => ({
      databases: (await indexedDB.databases()).map(({ name }) => name),
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      remembered: Object.keys(localStorage).filter((key) => key !== "muster-name"),
    }));
  await eventually(async () => {
    const { databases, caches, workers } = await kept();
    assert.ok(databases.length && caches.length && workers);
  });
  // Another tab lets go of what it has open.
  const other = await ada.context.newPage();
  await other.goto(server.app);
  await other.locator(".bar").first().waitFor();
  await page.goto(`${server.app}/account`);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download it" }).click();
  const about = JSON.parse(await readFile(await (await download).path(), "utf8"));
  assert.deepEqual([about.person.name, about.sessions.length], ["Ada Lovelace", 1]);
  await page.getByLabel("Also erase what this device keeps").check();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL(/\/sign-in$/);
  assert.deepEqual(await kept(), { databases: [], caches: [], workers: 0, remembered: [] });
});

test("the page of people changes ranks, removes, makes keys and brings documents back", async (t) => {
  const server = await serverOf(t);
  const people = cast(t, browser);
  const [ada, ben] = [await people("Ada"), await people("Ben")];
  await owned(server, ada, "Ada Lovelace");
  await giveAuthenticator(ben.page);
  await join(ben.page, await invite(server, ada.page), "Ben Okafor");
  await ben.page.goto(`${server.app}/people`);
  await ben.page.locator("#everybody li", { hasText: "Ada Lovelace" }).waitFor();
  assert.equal(await ben.page.locator("#invite, #keys, #record, select").count(), 0);
  await looksRight(ben.page, "people-member");

  const { page } = ada;
  await page.evaluate(async () => {
    const headers = { "content-type": "application/json" };
    const made = await fetch("/api/docs", { method: "POST", headers, body: JSON.stringify({ kind: "charter", name: "Ledger" }) });
    await fetch(`/api/docs/${(await made.json()).id}`, { method: "DELETE" });
  });
  await page.goto(`${server.app}/people`);
  await looksRight(page, "people-owner");
  const row = page.locator("#everybody li", { hasText: "Ben Okafor" });
  await row.getByRole("combobox").selectOption("leader");
  await row.getByText("Saved.").waitFor();
  assert.equal((await me(ben.page, server)).rank, "leader");
  const own = page.locator("#everybody li", { hasText: "Ada Lovelace" });
  await own.getByRole("combobox").selectOption("guest");
  await own.getByText("Somebody must own the workspace.").waitFor();
  assert.equal(await own.getByRole("combobox").inputValue(), "owner");

  const keys = page.locator("#keys");
  await keys.getByLabel("What it is for").fill("The wiki");
  await keys.getByRole("button", { name: "Make a key" }).click();
  await eventually(async () => assert.match(await keys.locator("[data-value]").inputValue(), /^k[\w-]+\.[\w-]{43}$/));
  await page.locator("#deleted li", { hasText: "Ledger" }).getByRole("button", { name: /^Bring back/ }).click();
  await page.locator("#deleted li").waitFor({ state: "detached" });
  await row.locator("summary").click();
  await row.getByRole("button", { name: /^Remove/ }).click();
  await row.waitFor({ state: "detached" });
  await ben.page.goto(`${server.app}/people`);
  await ben.page.waitForURL(/\/sign-in/);
  await page.reload();
  await page.locator("#record").getByText("removed person").waitFor();
});

test("a browser that cannot read the server's options by itself gets in too", async (t) => {
  const server = await serverOf(t);
  const ada = await cast(t, browser)("Ada");
  await ada.context.addInitScript(() => {
    delete PublicKeyCredential.parseCreationOptionsFromJSON;
    delete PublicKeyCredential.parseRequestOptionsFromJSON;
    delete PublicKeyCredential.prototype.toJSON;
  });
  await owned(server, ada, "Ada Lovelace");
  await ada.context.clearCookies();
  await ada.page.goto(`${server.app}/sign-in`);
  assert.equal(await ada.page.evaluate(() => typeof PublicKeyCredential.parseRequestOptionsFromJSON), "undefined");
  await ada.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await inTheApp(ada.page);
});

test("a copy of a passkey that was used since is noticed", async (t) => {
  const server = await serverOf(t);
  const ada = await cast(t, browser)("Ada");
  const authenticator = await owned(server, ada, "Ada Lovelace");
  const signIn = async () => {
    await ada.context.clearCookies();
    await ada.page.goto(`${server.app}/sign-in`);
    await ada.page.getByRole("button", { name: "Sign in with a passkey" }).click();
  };
  const [copy] = await authenticator.keys();
  for (let used = 0; used < 2; used++) {
    await signIn();
    await inTheApp(ada.page);
  }
  await authenticator.forget();
  await authenticator.add(copy);
  await signIn();
  await says(ada.page, "This passkey may have been copied");
});

test("nobody tries without end", async (t) => {
  const server = await serverOf(t);
  const challenge = () => fetch(`${server.app}/api/sign-in/challenge`, { method: "POST", headers: { origin: server.app } });
  const statuses = [];
  for (let n = 0; n < 40; n++) statuses.push((await challenge()).status);
  assert.ok(statuses.slice(0, 30).every((status) => status === 200));
  assert.equal(statuses.at(-1), 429);
  assert.match((await (await challenge()).json()).detail, /too many tries/);
  const { page } = await cast(t, browser)("Eve");
  const answer = await page.goto(`${server.app}/oidc/callback?code=x&state=y`);
  assert.equal(answer.status(), 429);
  await says(page, "Too many tries from here; wait a minute.");
  assert.match(await (await fetch(`${server.app}/livez`)).text(), /alive/);
});

test("who opens a link that is not for them is told so", async (t) => {
  const server = await serverOf(t);
  const ada = await cast(t, browser)("Ada");
  await owned(server, ada, "Ada Lovelace");
  await ada.page.goto(await invite(server, ada.page));
  await says(ada.page, "You are signed in as Ada Lovelace.");
  await looksRight(ada.page, "join-signed-in");
});

test("an open server has nobody to sign in", async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const { page } = await cast(t, browser)("Ada");
  for (const path of ["/sign-in", "/join/x", "/account", "/people"]) {
    await page.goto(server.app + path);
    await says(page, "Nobody signs in here");
  }
  await looksRight(page, "open");
});

test("by keyboard alone: come in, invite somebody, sign out", async (t) => {
  const server = await serverOf(t);
  const { page } = await cast(t, browser)("Ada");
  await giveAuthenticator(page);
  await page.goto(server.owner);
  await page.keyboard.type("Ada Lovelace");
  await page.keyboard.press("Enter");
  await inTheApp(page);
  await page.goto(`${server.app}/people`);
  const tabTo = async (locator) => {
    for (let pressed = 0; pressed < 60; pressed++) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press("Tab");
    }
    assert.fail(`Tab does not lead to ${locator}`);
  };
  await tabTo(page.getByRole("button", { name: "Make an invitation link" }));
  await page.keyboard.press("Enter");
  const link = page.locator("#invite [data-value]");
  await eventually(async () => assert.ok(await link.evaluate((box) => box === document.activeElement)));
  await tabTo(page.locator("#invite").getByRole("button", { name: "Copy" }));
  await page.goto(`${server.app}/account`);
  await tabTo(page.getByRole("button", { name: "Sign out", exact: true }));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/sign-in$/);
});
