// Several servers on one host: browsers keep cookies by host alone, whatever the port is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { cast, launchBrowser } from "./harness.mjs";
import { me, owned, startWithDoors } from "./parts/doors.mjs";

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

const nameOf = async (page, server) => {
  await page.goto(`${server.app}/`);
  return (await me(page, server)).name;
};

test("whoever is signed in to two servers on one host stays signed in to both, and signs out of one", async (t) => {
  const [one, other] = [await serverOf(t), await serverOf(t)];
  const person = await cast(t, browser)("Ada");
  await owned(one, person, "Ada of one");
  const second = await person.context.newPage();
  await owned(other, { ...person, page: second }, "Ada of the other");
  assert.equal(await nameOf(person.page, one), "Ada of one");
  assert.equal(await nameOf(second, other), "Ada of the other");
  const names = (await person.context.cookies(one.app)).map(({ name }) => name);
  assert.deepEqual(names.sort(), [`muster-${one.port}`, `muster-${other.port}`].sort());

  const left = await second.evaluate((url) => fetch(url, { method: "POST" }).then(({ status }) => status), `${other.app}/api/sign-out`);
  assert.equal(left, 204);
  assert.equal(await nameOf(person.page, one), "Ada of one");
  await second.goto(`${other.app}/`);
  await second.waitForURL(/\/sign-in/);
});

test("a session under the cookie's old name goes on under the new one, and another server's old cookie is left alone", async (t) => {
  const [one, other] = [await serverOf(t), await serverOf(t)];
  const person = await cast(t, browser)("Ada");
  await owned(one, person, "Ada");
  const named = async (name) => (await person.context.cookies(one.app)).find((cookie) => cookie.name === name);
  const { value } = await named(`muster-${one.port}`);
  // An open page asks its server by itself, and so does a worker that still fetches the app: both would be given the new
  // name at once.
  await person.page.evaluate(() => navigator.serviceWorker.ready);
  await person.page.goto("about:blank");
  await person.context.clearCookies();
  await person.context.addCookies([{ name: "muster", value, url: one.app, httpOnly: true, sameSite: "Lax" }]);

  await person.page.goto(`${other.app}/`);
  await person.page.waitForURL(/\/sign-in/);
  assert.equal((await named("muster"))?.value, value, "it is not the other's to take away");
  assert.equal(await nameOf(person.page, one), "Ada");
  assert.equal((await named(`muster-${one.port}`))?.value, value);
  assert.equal(await named("muster"), undefined);
});
