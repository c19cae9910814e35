// A workspace with people in it: a server that asks who comes, and everybody with a passkey of their own.
import assert from "node:assert/strict";

import { cast } from "../harness.mjs";
import { giveAuthenticator, inTheApp, join, startWithDoors } from "./doors.mjs";

/**
 * Starts a server with people. `ranks` says who belongs there, an owner first: `{ Ada: "owner" }`. Each has an `id` and
 * may `ask(method, path, body)` the API.
 */
export async function startWorkspace(browser, ranks, args = []) {
  const server = await startWithDoors({ args });
  const people = {};
  let link = server.owner;
  const [owner] = Object.keys(ranks);
  for (const [name, rank] of Object.entries(ranks)) {
    if (name !== owner) ({ link } = await people[owner].ask("POST", "/api/invites", { rank }));
    people[name] = await takeIn(browser, server, link, name);
  }
  return { server, people };
}

/** Somebody takes an invitation, in a browser that is gone afterwards; their passkey and their session stay. */
async function takeIn(browser, server, link, name) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const authenticator = await giveAuthenticator(page);
  await join(page, link, name);
  const person = { cookie: await sessionIn(context, server), passkey: (await authenticator.keys())[0] };
  await context.close();
  person.ask = (...asked) => ask(server, person, ...asked);
  person.id = (await person.ask("GET", "/api/me")).id;
  return person;
}

/** The name of the cookie of a session with this server. */
export const sessionName = (server) => `muster-${server.port}`;

async function sessionIn(context, server) {
  const cookies = await context.cookies(server.app);
  return cookies.find((cookie) => cookie.name === sessionName(server)).value;
}

async function ask(server, { cookie }, method, path, body) {
  const headers = { cookie: `${sessionName(server)}=${cookie}`, origin: server.app, "content-type": "application/json" };
  const answer = await fetch(server.url + path, { method, headers, body: body && JSON.stringify(body) });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
  return answer.status === 204 ? undefined : answer.json();
}

/** People for one test, signed in: `invite(workspace, "Ada")`. */
export function signedIn(test, browser) {
  const invite = cast(test, browser);
  return async ({ server, people }, name, options) => {
    const person = await invite(name, options);
    await signIn(person, server, people[name]);
    return person;
  };
}

/** From now on this browser is somebody's. */
export async function signIn(person, server, { cookie }) {
  await person.context.addCookies([{ name: sessionName(server), value: cookie, url: server.app, httpOnly: true, sameSite: "Lax" }]);
}

/** After their session was ended: with their passkey, in another tab. */
export async function signInAgain(person, { server, people }, name) {
  const page = await person.context.newPage();
  const authenticator = await giveAuthenticator(page);
  await authenticator.add(people[name].passkey);
  await page.goto(`${server.app}/sign-in`);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await inTheApp(page);
  people[name].cookie = await sessionIn(person.context, server);
  await page.close();
}
