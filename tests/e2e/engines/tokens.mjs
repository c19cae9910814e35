// A frame whose token stands behind #, so that no server log holds it: how it proves that its page may show it, which
// browsers tell by themselves or learn from the page's own message.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, SAVED } from "../harness.mjs";
import { startForTwoSites } from "../parts/sites.mjs";
import { clickAndWrite, isOpen, LONG_MS, says, status, words } from "./charter.mjs";

const REFUSED = /This token is for pages of another origin\./;

/** A page that answers the first message of its frame, as the loader does; `change` is an attribute and its new value. */
const answers = (server, ...change) => `<script>
  addEventListener("message", ({ source }) => source.postMessage({ change: ${JSON.stringify(change)} }, "${server.app}"), { once: true });
</script>`;

export function scenarios(stage) {
  test("a frame with a token behind # is live in pages the token is for, and says why in others", async (t) => {
    const { host, wiki, other, server, people } = await startForTwoSites(t);
    const { id } = await people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Ledger" });
    const { token } = await people.Ada.ask("POST", "/api/tokens", { doc: id, role: "editor", name: "Kim", origins: [wiki] });
    const frame = (behind) => `<iframe title="Our charter" src="${server.app}/embed/${id}${behind}" width="900" height="700"></iframe>`;
    host.put("/answers", answers(server) + frame(`#${token}`));
    host.put("/hands-over", answers(server, "token", token) + frame(""));
    host.put("/silent", frame(`#${token}`));
    const { tab } = await stage.visit(t);
    const show = async (origin, path) => {
      await tab.goto(origin + path);
      return tab.frame("iframe");
    };
    let written = "";
    const isLive = async (framed, letters) => {
      await isOpen(framed);
      await clickAndWrite(framed, "Mission", letters);
      written += letters;
      await says(framed, "Mission", written);
      await status(framed, SAVED);
      const has = await people.Ada.ask("GET", `/api/docs/${id}`);
      assert.equal(has.summary.mission, written);
    };
    const isRefused = (framed) => eventually(async () => assert.match(await words(framed), REFUSED), LONG_MS);
    await isLive(await show(wiki, "/answers"), "answered");
    await isLive(await show(wiki, "/hands-over"), "+handed");
    await isRefused(await show(other, "/answers"));
    await isRefused(await show(other, "/hands-over"));
    // Where a browser names the pages around a frame, the page need say nothing.
    const silent = await show(wiki, "/silent");
    if (await tab.run(() => "ancestorOrigins" in location)) await isLive(silent, "+silent");
    else await isRefused(silent);
  });
}
