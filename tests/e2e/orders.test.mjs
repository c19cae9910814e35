// Widgets and pages in any order: whatever is mounted, taken out, shown otherwise, written and cut off, nothing panics.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, makeDoc, ON_THIS_DEVICE, runMuster, SAVED, says, status, write } from "./harness.mjs";
import { actOnWidgets } from "./parts/model.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

const SEEDS = process.env.MUSTER_SEED ? [Number(process.env.MUSTER_SEED)] : [1, 20261128, 77];
const STEPS = Number(process.env.MUSTER_STEPS ?? 400);

/** Where the app's module and its Wasm are, as its own page says. */
async function addresses() {
  const html = await (await fetch(`${server.app}/`)).text();
  const href = (pattern) => server.app + pattern.exec(html)[1];
  return { js: href(/modulepreload" href="([^"]*app[^"]*\.js)"/), wasm: href(/href="([^"]*\.wasm)"/) };
}

for (const seed of SEEDS) {
  test(`two pages that act on widgets at random do not panic (seed ${seed})`, { timeout: 240_000 }, async (t) => {
    t.diagnostic(`MUSTER_SEED=${seed} MUSTER_STEPS=${STEPS} repeats it`);
    const invite = cast(t, browser);
    const docs = await Promise.all(["Ledger", "Keys", "Doors"].map((name) => makeDoc(server, { name })));
    const { js, wasm } = await addresses();
    const people = [await invite("Ada Lovelace"), await invite("Bo Diddley")];
    await Promise.all(
      people.map(async ({ page, errors }, n) => {
        await page.goto(`${server.app}/embed/${docs[0]}.html`);
        const model = { origin: server.app, js, wasm, docs, seed: seed + n, steps: STEPS };
        const died = page.waitForEvent("pageerror", { timeout: 0 }).catch(() => undefined);
        const outcome = await Promise.race([page.evaluate(actOnWidgets, model), died]);
        const acts = await page.evaluate(() => window.lastActs);
        assert.equal(outcome, STEPS, `${errors.join("\n")}\nafter ${acts}`);
      }),
    );
    for (const { page } of people) {
      const name = page.locator("div").getByRole("textbox", { name: "Team name", exact: true });
      await name.first().waitFor();
      await eventually(async () => assert.ok((await name.first().inputValue()).length > 0));
    }
  });
}

test("the coverage view of a frame opens and is left at every moment of its opening", async (t) => {
  const invite = cast(t, browser);
  const done = await runMuster(["sample", "--data", server.data]);
  assert.equal(done.code, 0, done.stderr);
  const docs = (await (await fetch(`${server.app}/api/docs`)).json()).filter((doc) => doc.example && doc.kind === "charter");
  const { page } = await invite("Ada Lovelace");
  for (let load = 0; load < 15; load += 1) {
    const { id } = docs[load % docs.length];
    await page.goto(`${server.app}/embed/${id}?view=coverage`);
    await page.locator("[part=agreed]").first().waitFor();
    if (load % 3 === 0) await page.evaluate(() => document.querySelector("#widget").handle.update("view", "full"));
    if (load % 3 === 1) await page.evaluate(() => document.querySelector("#widget").handle.unmount());
  }
});

/** Goes from page to page of the app as links, keys and the browser's own buttons do. Runs in the page. */
async function wander({ paths, seed, steps }) {
  let state = seed >>> 0 || 1;
  const below = (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  const any = (list) => list[below(list.length)];
  const stays = (link) => link.origin === location.origin && !link.target && paths.includes(link.pathname);
  const go = (path) => {
    const link = Object.assign(document.createElement("a"), { href: path });
    document.querySelector("#app").append(link);
    link.click();
    link.remove();
  };
  const key = (target, name, more) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
  const ACTS = [
    () => go(any(paths)),
    () => history.back(),
    () => history.forward(),
    () => any([...document.querySelectorAll("a")].filter(stays))?.click(),
    () => key(document.body, "k", { ctrlKey: true }),
    () => key(document.activeElement ?? document.body, any(["Escape", "?", "Enter", "ArrowDown"])),
    () => any([...document.querySelectorAll("button:not([aria-disabled]):not(.example-door)")])?.click(),
    () => any([...document.querySelectorAll("textarea, input:not([type=file]), select")])?.focus(),
    () => document.activeElement?.blur(),
    () => {
      const box = any([...document.querySelectorAll("textarea, input[type=text], input[type=search]")]);
      if (!box) return;
      box.focus();
      box.value += any(["a", "key", ""]);
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    },
    () => dispatchEvent(new Event(any(["offline", "online", "focus", "pagehide"]))),
  ];
  for (let step = 0; step < steps; step += 1) {
    any(ACTS)();
    await any([() => {}, () => new Promise((done) => setTimeout(done, below(80))), () => new Promise(requestAnimationFrame)])();
  }
  return steps;
}

for (const seed of SEEDS) {
  test(`going through the app's pages in any order does not panic (seed ${seed})`, { timeout: 240_000 }, async (t) => {
    t.diagnostic(`MUSTER_SEED=${seed} MUSTER_STEPS=${STEPS} repeats it`);
    const invite = cast(t, browser);
    const docs = await Promise.all(["Ledger", "Keys"].map((name) => makeDoc(server, { name })));
    const paths = ["/", "/new", "/import", "/d/org", "/d/none-such", ...docs.map((doc) => `/d/${doc}`), ...docs.map((doc) => `/new/${doc}`)];
    const { page, errors } = await invite("Ada Lovelace");
    await page.goto(`${server.app}/d/${docs[0]}`);
    await page.locator("textarea").first().waitFor();
    const died = page.waitForEvent("pageerror", { timeout: 0 }).catch(() => undefined);
    const outcome = await Promise.race([page.evaluate(wander, { paths, seed, steps: STEPS }), died]);
    assert.equal(outcome, STEPS, errors.join("\n"));
  });
}

test("a name that a view was the first to ask for outlives that view", async (t) => {
  const { page, context } = await cast(t, browser)("Ada Lovelace");
  const doc = await makeDoc(server, { name: "Ledger" });
  await page.goto(`${server.app}/embed/${doc}?mode=edit`);
  await write(page, "Mission", "Rent is paid.");
  await status(page, SAVED);
  // Opened from the device, while no server says anything.
  const again = await context.newPage();
  await again.addInitScript(() => {
    window.WebSocket = class extends EventTarget {
      send() {}
      close() {}
    };
  });
  await again.goto(`${server.app}/embed/${doc}?view=coverage&mode=edit`);
  await again.locator("#widget [part=agreed]").first().waitFor();
  await again.evaluate(() => document.querySelector("#widget").handle.update("view", "full"));
  await write(again, "Mission", " Always.");
  await says(again, "Mission", "Rent is paid. Always.");
  await status(again, ON_THIS_DEVICE);
});
