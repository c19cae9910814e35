// The stage that the tests of one file share, from before the first to after the last: a server, a browser, other people's pages.
import { after, before } from "node:test";

import { launchBrowser } from "../harness.mjs";
import { startHost } from "./host.mjs";
import { startWorkspace } from "./people.mjs";
import { startServer } from "./server.mjs";

/** There once the first test begins; `place` is a server with the people who belong there, `wiki` the origin of a wiki it knows. */
export let server, browser, host, place, wiki;

/** Sets the stage for a file. With `pages` there is a host for other people's pages; `prepare` runs once all is there. */
export function stage({ pages = false, prepare } = {}) {
  before(async () => {
    [server, browser, host] = await Promise.all([startServer(), launchBrowser(), pages && startHost()]);
    await prepare?.();
  });
  after(leave);
}

/** The same with pages of every site: wiki.example and pages without an origin are let in, other.example is not. */
export function stageWithSites() {
  before(async () => {
    host = await startHost();
    const allowed = ["--allow-origin", host.url("wiki.example", ""), "--allow-origin", "null"];
    [server, browser] = await Promise.all([
      startServer({ args: ["--open", ...allowed] }),
      launchBrowser({ args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] }),
    ]);
  });
  after(leave);
}

/** The same where people sign in: `ranks` says who belongs there, an owner first. */
export function stageWithPeople(ranks) {
  before(async () => {
    browser = await launchBrowser();
    place = await startWorkspace(browser, ranks);
    ({ server } = place);
  });
  after(leave);
}

/** The same with other people's pages: those of `wiki` may show the workspace, and storage is kept apart by site, as real visitors have it. */
export function stageInAWiki(ranks) {
  before(async () => {
    host = await startHost();
    wiki = host.url("wiki.example", "");
    browser = await launchBrowser({ partitioned: true, args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] });
    place = await startWorkspace(browser, ranks, ["--allow-origin", wiki]);
    ({ server } = place);
  });
  after(leave);
}

async function leave() {
  await browser?.close();
  await Promise.all([server?.stop(), host?.close?.()]);
}

/** A server of one test's own. */
export async function ownServer(t, options) {
  const server = await startServer(options);
  t.after(() => server.stop());
  return server;
}
