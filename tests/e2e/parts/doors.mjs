// Servers that ask who comes, and browsers that keep passkeys.
import assert from "node:assert/strict";

import { eventually, startServer } from "./server.mjs";

/** A server without `--open`. `owner` is the link it prints at its first start. */
export async function startWithDoors({ args = [], ...options } = {}) {
  const server = await startServer({ args, ...options });
  const link = () => /becomes its owner: (\S+)/.exec(server.output)?.[1] ?? false;
  server.owner = await eventually(link);
  return server;
}

/** Gives a page's browser an authenticator that always agrees. `keys()` are its passkeys, `forget()` loses them. */
export async function giveAuthenticator(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true,
  };
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options });
  return {
    keys: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    add: (credential) => cdp.send("WebAuthn.addCredential", { authenticatorId, credential }),
    forget: () => cdp.send("WebAuthn.clearCredentials", { authenticatorId }),
    verifies: (isUserVerified) => cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
  };
}

/** Takes an invitation with a new passkey; ends in the app. Without a name it must be for somebody who is here already. */
export async function join(page, link, name) {
  await page.goto(link);
  if (name) await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Create a passkey and continue" }).click();
  await inTheApp(page);
}

/** The app's first page is there. */
export async function inTheApp(page) {
  await page.waitForURL((url) => url.pathname === "/");
  await page.locator(".bar").first().waitFor();
}

/** An owner with a passkey, on a server of their own. */
export async function owned(server, person, name) {
  const authenticator = await giveAuthenticator(person.page);
  await join(person.page, server.owner, name);
  return authenticator;
}

/** Makes an invitation on the page of people; answers with its link. */
export async function invite(server, page, rank = "member") {
  await page.goto(`${server.app}/people`);
  const part = page.locator("#invite");
  const open = page.locator("#invited").getByRole("button", { name: /^Withdraw/ });
  const before = await open.count();
  await part.getByLabel("Role").selectOption(rank);
  await part.getByRole("button", { name: "Make an invitation link" }).click();
  const link = part.getByLabel("Send this link to one person");
  await link.waitFor();
  const value = await link.inputValue();
  assert.match(value, /\/join\/[\w-]{43}$/);
  assert.equal(await open.count(), before + 1, "it stands in the list at once");
  return value;
}

/** The answer of `/api/me` in this browser. */
export const me = (page, server) => page.evaluate(async (url) => (await fetch(url)).json(), `${server.app}/api/me`);

/** The audit log, as an owner's page reads it: what was done, the newest first. */
export const record = (page, server) =>
  page.evaluate(async (url) => (await fetch(url)).json(), `${server.app}/api/audit`);
