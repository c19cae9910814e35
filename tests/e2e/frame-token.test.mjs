// Tokens in frames: a frame of ours has our own origin on whoever's page, so it proves to the server who shows it; and what it
// keeps on the device opens for nobody but the bearer whom the server named last.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { cast, eventually, field, launchBrowser, SAVED, says, status, write } from "./harness.mjs";
import { startHost } from "./parts/host.mjs";
import { startWorkspace } from "./parts/people.mjs";

let browser, host, place, wiki;

before(async () => {
  host = await startHost();
  wiki = host.url("wiki.example", "");
  // Storage is kept apart by site, as it is for real visitors.
  browser = await launchBrowser({ partitioned: true, args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] });
  const mayEmbed = [wiki, host.url("second.example", ""), host.url("wiki.localhost", "")].flatMap((origin) => ["--allow-origin", origin]);
  place = await startWorkspace(browser, { Ada: "owner" }, mayEmbed);
});
after(async () => {
  await browser?.close();
  await Promise.all([place?.server.stop(), host?.close()]);
});

const owner = (...asked) => place.people.Ada.ask(...asked);
const makeCharter = async (name) => (await owner("POST", "/api/docs", { kind: "charter", name })).id;
const mint = async (doc, origins = [wiki]) =>
  (await owner("POST", "/api/tokens", { doc, role: "editor", name: "Kim", origins })).token;
const frameOf = (doc, behind, more = "") =>
  `<iframe ${more} src="${place.server.app}/embed/${doc}${behind}" width=900 height=700></iframe>`;

/** A token nobody signed. */
function claimed(doc, name) {
  const part = (words) => Buffer.from(JSON.stringify(words)).toString("base64url");
  const iat = Math.floor(Date.now() / 1000);
  return `${part({ alg: "HS256", kid: "k" })}.${part({ doc, name, role: "editor", iat, exp: iat + 3600 })}.${"A".repeat(43)}`;
}

let nth = 0;

/** Shows a page of a site, or of this machine without one; its first frame. */
async function show(page, body, name = "wiki.example") {
  const path = `/frame-token-${nth++}`;
  const here = host.put(path, body);
  await page.goto(name ? host.url(name, path) : here);
  return page.frameLocator("iframe");
}

test("a frame with a token is live in pages the token is for, and says why in others", async (t) => {
  const doc = await makeCharter("Ledger");
  const token = await mint(doc);
  const { page, errors } = await cast(t, browser)("Ada");
  for (const behind of [`?token=${token}`, `#${token}`]) {
    const frame = await show(page, frameOf(doc, behind));
    await write(frame, "Mission", `with ${behind[0]}`);
    await status(frame, SAVED);
  }
  const hidden = await show(page, frameOf(doc, `?token=${token}`), "second.example");
  await eventually(() => page.frames()[1].url().startsWith("chrome-error:"), 15_000);
  assert.equal(await hidden.getByRole("textbox").count(), 0);
  const told = await show(page, frameOf(doc, `#${token}`), "second.example");
  await told.getByText("This token is for pages of another origin.").waitFor({ timeout: 20_000 });
  assert.equal(await told.getByRole("textbox").count(), 0);
  // The browser's own words on a frame and an answer that were refused.
  errors.length = 0;
});

test("a frame in a sandbox is live by the ticket in its page, and not by a token it cannot prove itself with", async (t) => {
  const doc = await makeCharter("Ledger");
  const token = await mint(doc);
  const { page, errors } = await cast(t, browser)("Ada");
  const live = await show(page, frameOf(doc, `?token=${token}`, 'sandbox="allow-scripts"'));
  await write(live, "Mission", "from a sandbox");
  await status(live, SAVED);
  const told = await show(page, frameOf(doc, `#${token}`, 'sandbox="allow-scripts"'));
  await told.getByText("This token is for pages of another origin.").waitFor({ timeout: 20_000 });
  assert.equal(await told.getByRole("textbox").count(), 0);
  // The browser's own words on a frame and an answer that were refused.
  errors.length = 0;
});

test("what a frame keeps opens without the server for whom the server named last, and for no claim", async (t) => {
  const doc = await makeCharter("Ledger");
  // Service workers need a page that browsers trust; this machine's own is one.
  const here = new URL(host.put("/", "")).origin;
  const token = await mint(doc, [here]);
  const onThisMachine = (page, body) => show(page, body, "");
  const { page, errors } = await cast(t, browser)("Ada");
  let n_unanswered = 0;
  page.on("requestfailed", (request) => (n_unanswered += request.url().endsWith("/api/visitor")));
  /** Without the server the frame asks, is not answered, and asks again: by then it would have opened what it keeps. */
  const opensNothing = async (token, why) => {
    n_unanswered = 0;
    const frame = await onThisMachine(page, frameOf(doc, `?token=${token}`));
    await eventually(() => n_unanswered >= 2, 30_000);
    assert.equal(await frame.getByRole("textbox").count(), 0, why);
    assert.equal(await frame.getByText("kept by Kim").count(), 0, why);
  };
  const first = await onThisMachine(page, frameOf(doc, `?token=${token}`));
  await write(first, "Mission", "kept by Kim");
  await status(first, SAVED);
  await page.frames()[1].evaluate(() => navigator.serviceWorker.ready.then(() => true));

  await place.server.kill();
  await says(await onThisMachine(page, frameOf(doc, `?token=${token}`)), "Mission", "kept by Kim", 20_000);
  await opensNothing(claimed(doc, "Lin"), "an unsigned claim of somebody else");
  await opensNothing("nonsense", "no token at all");

  await place.server.start();
  const refused = await onThisMachine(page, frameOf(doc, `#${claimed(doc, "Kim")}`));
  await refused.getByText("The token's key is not known here, or was retired.").waitFor({ timeout: 20_000 });
  assert.equal(await refused.getByRole("textbox").count(), 0);
  await place.server.kill();
  await opensNothing(token, "after a refusal, until the server names somebody again");
  await place.server.start();
  const again = await onThisMachine(page, frameOf(doc, `?token=${token}`));
  await says(again, "Mission", "kept by Kim", 20_000);
  await field(again, "Mission").fill("kept by Kim, and again");
  await status(again, SAVED);
  // The browser's own words while there is no server.
  errors.length = 0;
});
