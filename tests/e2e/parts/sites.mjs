// A workspace that the pages of two sites may show: what is for pages of one of them is read there, and not in the other's.
import { launchBrowser } from "../harness.mjs";
import { startHost } from "./host.mjs";
import { startWorkspace } from "./people.mjs";

/**
 * Starts it for one test, with Ada as its owner. `wiki` and `other` are the origins of the two sites, whose pages are put on `host`.
 */
export async function startForTwoSites(t) {
  const host = await startHost();
  t.after(() => host.close());
  const [wiki, other] = ["localhost", "127.0.0.1"].map((name) => host.url(name, ""));
  // People sign in with passkeys, which only Chromium can be given here, whatever browser the test is about.
  const door = await launchBrowser();
  t.after(() => door.close());
  const { server, people } = await startWorkspace(door, { Ada: "owner" }, ["--allow-origin", wiki, "--allow-origin", other]);
  t.after(() => server.stop());
  return { host, wiki, other, server, people };
}
