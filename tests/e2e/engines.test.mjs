// The browsers people have: the same scenarios in Chromium, in Firefox and in WebKit.
import { after, before, describe } from "node:test";

import * as apart from "./engines/apart.mjs";
import * as composing from "./engines/composing.mjs";
import * as embedded from "./engines/embedded.mjs";
import * as first from "./engines/first.mjs";
import * as kept from "./engines/kept.mjs";
import * as ladder from "./engines/ladder.mjs";
import * as leaving from "./engines/leaving.mjs";
import * as offline from "./engines/offline.mjs";
import * as packs from "./engines/packs.mjs";
import * as phone from "./engines/phone.mjs";
import * as printed from "./engines/printed.mjs";
import { startChromium, startFirefox } from "./engines/puppets.mjs";
import * as readlinks from "./engines/readlinks.mjs";
import * as silent from "./engines/silent.mjs";
import * as textfirst from "./engines/textfirst.mjs";
import * as together from "./engines/together.mjs";
import * as tokens from "./engines/tokens.mjs";
import { start as startWebKit } from "./engines/webkit.mjs";
import { startServer } from "./parts/server.mjs";

const ENGINES = { chromium: startChromium, firefox: startFirefox, webkit: startWebKit };
const SCENARIOS = {
  first, textfirst, together, offline, leaving, silent, kept, packs, embedded, apart, ladder, tokens, readlinks, phone, printed, composing,
};

/** `ENGINE=webkit` runs them in one browser only. */
const wanted = Object.entries(ENGINES).filter(([engine]) => [undefined, engine].includes(process.env.ENGINE));

for (const [engine, start] of wanted) {
  describe(engine, () => {
    const stage = { engine, start };
    let shared, others;
    /** A tab for one test, and more of the same person. WebKit's windows and copies get into each other's way: it starts anew. */
    stage.visit = async (t) => {
      const browser = engine === "webkit" ? await start() : (shared ??= await start());
      if (browser !== shared) t.after(() => browser.close());
      const another = async () => {
        const tab = await browser.newTab();
        if (browser === shared) t.after(() => tab.close());
        return tab;
      };
      return { tab: browser === shared ? await another() : browser.first, another };
    };
    /** A tab of somebody else, whose browser is Chromium. */
    stage.visitBeside = async (t) => {
      const tab = await (others ??= await startChromium()).newTab();
      t.after(() => tab.close());
      return tab;
    };
    /** A tab of the same browser on another device. */
    stage.visitAnew = async (t) => {
      const browser = await start();
      t.after(() => browser.close());
      return { tab: browser.first };
    };
    before(async () => {
      stage.server = await startServer();
    });
    after(async () => {
      await Promise.all([shared?.close(), others?.close()]);
      await stage.server?.stop();
    });
    for (const { scenarios } of Object.values(SCENARIOS)) scenarios(stage);
  });
}
