// A provider that says what a test tells it to, signed with a real key: how foreign providers' words are read.
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer } from "node:http";

const CLIENT = "muster";
const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/**
 * Starts it under `path`. `says` may be changed between two sign-ins: `configuration`, `keys`, `header`, `claims` and
 * `tokens` are added to what a plain provider says, `userinfo` is what it says of somebody elsewhere (`undefined`: it has
 * no such address), `statuses` are what an address answers with. A value `undefined` takes a claim out.
 */
export async function startSigner({ path = "" } = {}) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: "jwk" }), use: "sig", kid: randomUUID() };
  const signer = { says: {}, asked: [] };
  let alias;
  /** Says its configuration at another path too. */
  signer.alias = (other) => (alias = other);
  const http = createServer((request, response) => void answer(request, response));
  await new Promise((done) => http.listen(0, "127.0.0.1", done));
  const origin = `http://localhost:${http.address().port}`;
  signer.issuer = origin + path;

  const configuration = () => ({
    issuer: signer.issuer, authorization_endpoint: `${origin}/authorize`, token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/keys`, ...(signer.says.userinfo && { userinfo_endpoint: `${origin}/userinfo` }),
    ...signer.says.configuration,
  });
  const idToken = (nonce) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: signer.issuer, sub: "1", aud: CLIENT, iat: now, exp: now + 300, nonce, ...signer.says.claims };
    const signed = `${part({ alg: "RS256", kid: key.kid, ...signer.says.header })}.${part(claims)}`;
    return `${signed}.${sign("sha256", signed, privateKey).toString("base64url")}`;
  };
  const tokens = (nonce) => ({
    access_token: "an access token", token_type: "Bearer", id_token: idToken(nonce), ...signer.says.tokens,
  });
  async function answer(request, response) {
    const pathname = decodeURI(new URL(request.url, origin).pathname);
    signer.asked.push(pathname);
    let body = "";
    for await (const piece of request) body += piece;
    const code = new URLSearchParams(body).get("code");
    const all = {
      [`${path}/.well-known/openid-configuration`]: configuration, "/userinfo": () => signer.says.userinfo,
      "/keys": () => ({ keys: [...(signer.says.keys ?? []), key] }), "/token": () => tokens(code),
    };
    const said = all[pathname === alias ? `${path}/.well-known/openid-configuration` : pathname]?.();
    response.writeHead(signer.says.statuses?.[pathname] ?? (said ? 200 : 404), { "content-type": "application/json" });
    response.end(typeof said === "string" ? said : JSON.stringify(said ?? {}));
  }
  signer.flags = ["--oidc-issuer", signer.issuer, "--oidc-client-id", CLIENT, "--oidc-name", "Oriel"];
  signer.env = { MUSTER_OIDC_CLIENT_SECRET: "a secret" };
  signer.stop = () =>
    new Promise((done) => {
      http.close(done);
      http.closeAllConnections();
    });
  return signer;
}

/** The left half of a hash, as an id token ties itself to an access token. */
export const halfHash = (text) => createHash("sha256").update(text).digest().subarray(0, 16).toString("base64url");

/** A browser's cookies, without a browser. */
export class Jar {
  #cookies = new Map();

  async fetch(url, options = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, { redirect: "manual", ...options, headers: { cookie, ...options.headers } });
    for (const set of answer.headers.getSetCookie()) {
      const [name, value] = set.split(";")[0].split("=");
      if (/max-age=0/i.test(set)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }

  get names() {
    return [...this.#cookies.keys()];
  }
}

/**
 * Signs in as somebody of the provider's: there, where the nonce is taken for the code, and back. Answers with the status,
 * what the page says, and who they are then.
 */
export async function comeIn(server, jar = new Jar()) {
  const there = await jar.fetch(`${server.app}/oidc/start`);
  if (there.status !== 303) return { status: there.status, page: await there.text() };
  const asked = new URL(there.headers.get("location")).searchParams;
  const brought = new URLSearchParams({ code: asked.get("nonce"), state: asked.get("state") });
  const back = await jar.fetch(`${server.app}/oidc/callback?${brought}`);
  const page = await back.text();
  const who = back.status === 303 ? await (await jar.fetch(`${server.app}/api/me`)).json() : undefined;
  return { status: back.status, page, who, asked };
}
