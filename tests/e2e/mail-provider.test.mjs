// Addresses that the identity provider has verified: one press takes them for letters, and no other address of anybody.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, cast, eventually, launchBrowser } from "./harness.mjs";
import { inTheApp, owned, record, startWithDoors } from "./parts/doors.mjs";
import { startMailServer } from "./parts/letters.mjs";
import { ask, mailbox, says } from "./parts/mailbox.mjs";
import { startProvider, throughProvider } from "./parts/provider.mjs";

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

async function house(t, accounts) {
  const [mail, provider] = [await startMailServer(), await startProvider()];
  const smtp = ["--smtp", `smtp://127.0.0.1:${mail.port}`, "--mail-from", "muster@company.example"];
  const server = await startWithDoors({ args: [...provider.flags, ...smtp], env: provider.env });
  provider.serve(server);
  Object.assign(provider.accounts, accounts);
  t.after(async () => {
    await server.stop();
    await provider.stop();
    await mail.stop();
  });
  const people = cast(t, browser);
  const comes = async (login, person) => {
    const who = person ?? (await people(login));
    await who.context.clearCookies();
    await who.page.goto(`${server.app}/sign-in`);
    await who.page.getByRole("link", { name: "Sign in with Oriel" }).click();
    await throughProvider(who.page, provider, login);
    await inTheApp(who.page);
    await who.page.goto(`${server.app}/account`);
    await who.page.locator("#letters").waitFor();
    return who;
  };
  return { mail, provider, server, people, comes };
}

const offers = ({ page }) => page.locator("#letters").getByRole("button", { name: /^Send them to/ });

test("an address that the provider has verified is offered, and one press takes it without a letter", async (t) => {
  const email = "ada@oriel.example";
  const { mail, provider, server, people, comes } = await house(t, { ada: { name: "Ada", email, email_verified: true } });
  const ada = await comes("ada");
  for (const colorScheme of ["light", "dark"]) {
    await ada.page.emulateMedia({ colorScheme });
    assert.deepEqual(await axe(ada.page), []);
  }
  await offers(ada).filter({ hasText: email }).click();
  await says(ada.page, "Letters go to");
  const { address, zone } = await mailbox(ada, server);
  assert.equal(address, email);
  assert.equal(zone, await ada.page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone));
  assert.equal(mail.tries, 0, "a letter was sent to confirm what is confirmed");
  const owner = await people("Olga");
  await owned(server, owner, "Olga");
  assert.ok((await record(owner.page, server)).some(({ what }) => what === "began letters"));

  // An address that the provider takes back is not offered again; letters go on until somebody ends them.
  provider.accounts.ada = { name: "Ada", email, email_verified: false };
  await comes("ada", ada);
  assert.equal((await mailbox(ada, server)).address, email);
  await ada.page.getByRole("button", { name: "End letters" }).click();
  await ada.page.getByLabel("Your address").waitFor();
  assert.equal(await offers(ada).count(), 0);
});

test("an address that the provider has not verified is offered to nobody, and takes a letter like any other", async (t) => {
  const { mail, server, comes } = await house(t, {
    false: { name: "Bo", email: "bo@oriel.example", email_verified: false },
    absent: { name: "Cem", email: "cem@oriel.example" },
    odd: { name: "Dee", email: "dee@oriel.example", email_verified: "perhaps" },
    none: { name: "Eve" },
  });
  for (const [login, name] of [["false", "bo"], ["absent", "cem"], ["odd", "dee"], ["none", "eve"]]) {
    const address = `${name}@oriel.example`;
    const person = await comes(login);
    assert.equal(await offers(person).count(), 0, login);
    assert.equal((await ask(person, server, "POST", "/api/me/mail", { address })).status, 202, login);
    await eventually(() => mail.to(address).length === 1);
    assert.equal(await mailbox(person, server), undefined, login);
  }
});

test("some providers write true as a text, which counts for letters as it does for signing in", async (t) => {
  const { mail, server, comes } = await house(t, { ada: { name: "Ada", email: "ada@oriel.example", email_verified: "true" } });
  const ada = await comes("ada");
  await offers(ada).click();
  await says(ada.page, "Letters go to");
  assert.deepEqual([(await mailbox(ada, server)).address, mail.tries], ["ada@oriel.example", 0]);
});

test("another person's address is taken by nobody else, and the answer does not tell that it is somebody's", async (t) => {
  const { mail, server, comes } = await house(t, {
    ada: { name: "Ada", email: "ada@oriel.example", email_verified: true },
    eve: { name: "Eve", email: "eve@oriel.example", email_verified: true },
  });
  const [ada, eve] = [await comes("ada"), await comes("eve")];
  await offers(ada).click();
  await says(ada.page, "Letters go to");
  const answers = [];
  for (const address of ["ada@oriel.example", "nobody@oriel.example"]) {
    answers.push(await ask(eve, server, "POST", "/api/me/mail", { address }));
    const letter = await eventually(() => mail.to(address)[0] ?? false);
    assert.ok(!/Ada|Eve/.test(letter.text), letter.text);
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.equal(answers[0].status, 202);
  assert.equal(await mailbox(eve, server), undefined);
  assert.equal((await mailbox(ada, server)).address, "ada@oriel.example");
  assert.equal(mail.to("eve@oriel.example").length, 0, "the link goes to the address alone");
});
