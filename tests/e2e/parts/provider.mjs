// A certified OpenID provider on this machine, and the way through its pages.
import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";

import { Provider } from "oidc-provider";

const CLIENT = "muster";
const SECRET = "a secret between the provider and the server";

/**
 * A provider whose `accounts` are claims by login. `flags` start a server that trusts it; `serve(server)` lets that
 * server in. `rotate()` makes new keys, `away()` and `back()` end and begin listening.
 */
export async function startProvider() {
  const accounts = {};
  let answer;
  const http = createServer((request, response) => answer(request, response));
  const listen = (port) => new Promise((done) => http.listen(port, "127.0.0.1", done));
  await listen(0);
  const { port } = http.address();
  const issuer = `http://localhost:${port}`;
  let app;
  const make = () => {
    answer = new Provider(issuer, configuration(accounts, app)).callback();
  };
  const stop = () =>
    new Promise((done) => {
      http.close(done);
      http.closeAllConnections();
    });
  return {
    issuer, accounts, stop,
    flags: ["--oidc-issuer", issuer, "--oidc-client-id", CLIENT, "--oidc-name", "Oriel"],
    env: { MUSTER_OIDC_CLIENT_SECRET: SECRET },
    secret: SECRET,
    serve(server) {
      app = server.app;
      make();
    },
    rotate: make,
    away: stop,
    back: () => listen(port),
  };
}

function configuration(accounts, app) {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256", kid: randomUUID() };
  return {
    jwks: { keys: [key] },
    cookies: { keys: [randomUUID()] },
    clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${app}/oidc/callback`] }],
    pkce: { required: () => true },
    scopes: ["openid", "email", "profile", "groups"],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
    findAccount: (_, sub) => accounts[sub] && { accountId: sub, claims: () => ({ sub, ...accounts[sub] }) },
    ttl: { Session: 600, Interaction: 600, Grant: 600, AccessToken: 60, AuthorizationCode: 60, IdToken: 60 },
  };
}

/** Through the provider's pages, as somebody of it; ends wherever the provider sends the browser. */
export async function throughProvider(page, { issuer }, login) {
  await page.waitForURL((url) => url.origin === issuer);
  await page.locator("input[name=login]").fill(login);
  await page.locator("input[name=password]").fill("anything");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}
