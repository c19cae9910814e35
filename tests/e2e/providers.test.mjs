// Identity providers as their documents show them: whom their words let in, and what is said where one does not hold.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Jar, comeIn, halfHash, startSigner } from "./parts/signer.mjs";
import { startServer } from "./parts/server.mjs";

const DOMAIN = ["--oidc-allowed-domain", "oriel.example"];
const GROUPS = ["--oidc-group-rank", "execs=leader"];
const TENANT = "11111111-2222-3333-4444-555555555555";
const ada = { name: "Ada Lovelace", email: "ada@oriel.example", email_verified: true };

async function serverOf(t, flags = [], path = "", configured = (issuer) => issuer) {
  const signer = await startSigner({ path });
  const own = signer.flags.map((flag) => (flag === signer.issuer ? configured(flag) : flag));
  const server = await startServer({ args: [...own, ...flags], env: signer.env });
  t.after(async () => {
    await server.stop();
    await signer.stop();
  });
  return { server, signer };
}

// Each with what is theirs alone: claims that the standard does not know, or knows in another form.
const PROVIDERS = [
  { provider: "Auth0", flags: [...DOMAIN, ...GROUPS, "--oidc-groups-claim", "https://muster.example/groups"],
    says: {
      claims: {
        sub: "auth0|5f7c8ec7c33c6c004bbafe82", nickname: "ada", picture: "https://cdn.example/a.png", sid: "s",
        updated_at: "2026-11-28T12:00:00.000Z", ...ada, "https://muster.example/groups": ["execs"],
      },
      configuration: { id_token_signing_alg_values_supported: ["HS256", "RS256", "PS256"] },
    }, rank: "leader" },
  { provider: "Auth0, what it knows said elsewhere and a moment as text",
    flags: DOMAIN, says: { userinfo: { sub: "1", updated_at: "1764331200", ...ada } }, rank: "member" },
  { provider: "Entra ID", flags: [...DOMAIN, "--oidc-group-rank", `${TENANT}=leader`],
    says: {
      claims: {
        ver: "2.0", tid: TENANT, oid: TENANT, name: "Ada Lovelace", preferred_username: "ada@oriel.example", aio: "x",
        rh: "0.AA", uti: "u", acct: 0, email: "ada@oriel.example", xms_edov: true, groups: [TENANT], login_hint: 7,
      },
      tokens: { expires_in: "3599", ext_expires_in: "3599", scope: ["openid"] },
      configuration: { cloud_instance_name: 7, tenant_region_scope: null, msgraph_host: {} },
      keys: [{ kty: "RSA", use: "sig", kid: "other", x5c: "not a list", n: "!", e: "AQAB", issuer: 7 }],
    }, rank: "leader" },
  { provider: "Entra ID, too many groups for a token, no address verified", flags: GROUPS,
    says: {
      claims: {
        name: "Ada Lovelace", email: "ada@oriel.example", tid: TENANT, _claim_names: { groups: "src1" },
        _claim_sources: { src1: { endpoint: "https://graph.example/getMemberObjects" } },
      },
    }, rank: "guest" },
  { provider: "Keycloak, groups as ways", flags: [...DOMAIN, ...GROUPS],
    says: {
      claims: {
        typ: "ID", azp: "muster", acr: "1", sid: "s", at_hash: halfHash("an access token"), ...ada,
        realm_access: { roles: ["offline_access"] }, groups: ["/execs", "/execs/board"], locale: { tag: "en" },
      },
    }, rank: "leader" },
  { provider: "Keycloak, roles of the realm, several audiences",
    flags: [...DOMAIN, ...GROUPS, "--oidc-groups-claim", "realm_access.roles"],
    says: { claims: { aud: ["account", "muster"], azp: "muster", ...ada, realm_access: { roles: ["execs"] } } },
    rank: "leader" },
  { provider: "Google", flags: DOMAIN,
    says: { claims: { azp: "muster", hd: "oriel.example", ...ada, email_verified: "true", locale: null } },
    rank: "member" },
  { provider: "Okta", flags: [...DOMAIN, ...GROUPS],
    says: {
      claims: { ver: 1, idp: "00o1", amr: ["pwd"], auth_time: "1764331200", name: "Ada Lovelace" },
      userinfo: { sub: "1", ...ada, zoneinfo: 7, updated_at: 1764331200, groups: ["Everyone", "execs"], address: null },
      configuration: { scopes_supported: ["openid", "groups", 7], end_session_endpoint: null },
    }, rank: "leader" },
  { provider: "Authentik", flags: [...DOMAIN, ...GROUPS],
    says: {
      claims: {
        uid: "u", given_name: "Ada Lovelace", nickname: "ada", ...ada, groups: ["authentik Admins", "execs"],
        entitlements: [], roles: null, acr: "goauthentik.io/providers/oauth2/default",
      },
    }, rank: "leader" },
  { provider: "Cognito, yes and no as texts", flags: DOMAIN,
    says: {
      claims: { "cognito:username": "ada", token_use: "id", event_id: "e" },
      userinfo: { sub: "1", ...ada, email_verified: "true", phone_number_verified: "false", username: "ada" },
    }, rank: "member" },
  { provider: "somebody with very much to say", flags: [...DOMAIN, ...GROUPS],
    says: {
      claims: { ...ada, name: `Ada ${"Lovelace ".repeat(500)}`, picture: `data:,${"x".repeat(200_000)}`,
                groups: Array.from({ length: 5000 }, (_, n) => `group ${n}`).concat("execs") },
    }, rank: "leader", name: /^Ada Lovelace/ },
];

for (const { provider, flags, says, rank, name = /^Ada Lovelace$/ } of PROVIDERS) {
  test(`${provider} lets somebody in as ${rank}`, async (t) => {
    const { server, signer } = await serverOf(t, flags);
    signer.says = says;
    const { status, page, who } = await comeIn(server);
    assert.equal(status, 303, page);
    assert.equal(who.rank, rank);
    assert.match(who.name, name);
  });
}

test("a provider of many companies lets in by each company's name, and only by its own", async (t) => {
  const configured = (issuer) => issuer.replace("{tenantid}", "common");
  const { server, signer } = await serverOf(t, [], "/{tenantid}/v2.0", configured);
  const common = `${new URL(configured(signer.issuer)).pathname}/.well-known/openid-configuration`;
  signer.alias(common);
  const of = (tid) => signer.issuer.replace("{tenantid}", tid);
  const claims = { tid: TENANT, iss: of(TENANT), name: "Ada Lovelace" };
  signer.says = { claims };
  const first = await comeIn(server);
  assert.equal(first.status, 303, first.page);
  signer.says = { claims: { ...claims, tid: TENANT.replace("1", "2"), iss: of(TENANT.replace("1", "2")) } };
  const other = await comeIn(server);
  assert.notEqual(other.who.id, first.who.id, "the same subject of another company is somebody else");
  signer.says = { claims: { ...claims, iss: of(TENANT.replace("1", "2")) } };
  assert.match((await comeIn(server)).page, /`iss` is not the provider/);
});

test("a word that does not hold signs nobody in, and what was wrong is named to the person and in the log", async (t) => {
  const { server, signer } = await serverOf(t, DOMAIN);
  const past = Math.floor(Date.now() / 1000) - 3600;
  for (const [says, status, words] of [
    [{ claims: { ...ada, iss: "https://evil.example" } }, 400, /`iss` is not the provider/],
    [{ claims: { ...ada, aud: "another" } }, 400, /`aud`/],
    [{ claims: { ...ada, aud: ["muster", "another"] } }, 400, /`azp`/],
    [{ claims: { ...ada, nonce: "another" } }, 400, /`nonce` belongs to another sign-in/],
    [{ claims: { ...ada, exp: past } }, 400, /`exp` of the id token is past/],
    [{ claims: { ...ada, exp: String(past + 7200) } }, 400, /`exp`/],
    [{ claims: { ...ada, iat: past + 7200 } }, 400, /`iat` or `nbf` is ahead/],
    [{ claims: { ...ada, sub: 7 } }, 400, /`sub` should be a text and is a number/],
    [{ claims: { ...ada, at_hash: "AAAA" } }, 400, /`at_hash`/],
    [{ claims: ada, header: { alg: "none" } }, 400, /`alg`/],
    [{ claims: ada, header: { kid: "unknown" } }, 400, /does not publish/],
    [{ claims: ada, header: { alg: "RS512" } }, 400, /signature does not fit/],
    [{ claims: ada, tokens: { id_token: null } }, 502, /`id_token`/],
    [{ claims: ada, tokens: { access_token: 7 } }, 502, /`access_token`/],
    [{ userinfo: { ...ada, sub: "somebody else" } }, 400, /`sub` is somebody else/],
    [{ userinfo: { ...ada, sub: 7 } }, 502, /`sub` should be a text/],
    [{ claims: { ...ada, email_verified: "perhaps" } }, 403, /`email_verified` should be true or false and is a text/],
    [{ claims: { name: "Ada" } }, 403, /does not say your email address/],
    [{ tokens: { error: "invalid_client", error_description: "it is a secret" }, statuses: { "/token": 401 } }, 502,
     /client id and secret \(invalid_client\)/],
    [{ tokens: { error: "invalid_grant" }, statuses: { "/token": 400 } }, 400, /the code it gave \(invalid_grant\)/],
    [{ claims: { name: "Ada" }, userinfo: {}, statuses: { "/userinfo": 503 } }, 502, /does not answer just now/],
  ]) {
    signer.says = says;
    // The server's findings about the provider, good or bad, stand until it is started anew.
    await server.restart();
    const jar = new Jar();
    const { status: answered, page } = await comeIn(server, jar);
    const text = page.replaceAll("&quot;", '"').replaceAll("&#39;", "'");
    assert.equal(answered, status, text);
    assert.match(text, words, JSON.stringify(says));
    assert.ok(!jar.names.some((name) => name.startsWith("muster")), `a session all the same: ${JSON.stringify(says)}`);
    assert.ok(!text.includes("it is a secret") && !text.includes("eyJ"), "what is secret is shown");
  }
  assert.match(server.output, /`nonce` belongs to another sign-in/);
  assert.ok(!server.output.includes("eyJ"), "a token is logged");
});

test("a provider whose configuration does not fit is named by what does not, and one that mends it is believed", async (t) => {
  const { server, signer } = await serverOf(t, DOMAIN);
  for (const [says, words] of [
    [{ configuration: { issuer: "https://sts.example/1/" } }, /calls itself https:\/\/sts\.example\/1\//],
    [{ configuration: { token_endpoint: null } }, /`token_endpoint` should be a text and is null/],
    [{ configuration: { jwks_uri: "http://keys.example" } }, /`jwks_uri` should be an address that begins with https/],
    [{ statuses: { "/.well-known/openid-configuration": 404 } }, /answers 404/],
    [{ statuses: { "/keys": 500 } }, /does not answer just now/],
  ]) {
    signer.says = says;
    const { status, page } = await comeIn(server);
    assert.equal(status, 502);
    assert.match(page, words);
  }
  signer.says = { claims: ada };
  assert.equal((await comeIn(server)).status, 303);
});

test("what cannot be had elsewhere keeps nobody out whose place here does not depend on it", async (t) => {
  const { server, signer } = await serverOf(t, []);
  for (const says of [
    { claims: { name: "Ada" }, userinfo: {}, statuses: { "/userinfo": 403 } },
    { claims: { preferred_username: "ada" }, userinfo: "<html>", statuses: {} },
  ]) {
    signer.says = says;
    const { status, page } = await comeIn(server);
    assert.equal(status, 303, page);
  }
  signer.says = { claims: { ...ada, sub: "2" }, userinfo: {} };
  const before = signer.asked.length;
  await comeIn(server);
  assert.ok(!signer.asked.slice(before).includes("/userinfo"), "what is known already is asked for again");
});
