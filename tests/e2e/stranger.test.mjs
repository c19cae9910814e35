// A stranger's way from the first start of a server to a charter that its captain signed, with everything counted that it takes.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, field, SAVED, status } from "./harness.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

/** The length of the way today, so that it can only become shorter. */
const BOUND = { presses: 11, fields: 6 };
/** How often Tab is pressed on it by somebody who leaps over sections; nothing is ever further away than `FARTHEST`. */
const BOUND_TABS = 113;
const FARTHEST = 40;

const CAPTAIN = "Ines Okafor-Lund";
const MISSION = "Renters get their keys on the day we promised.";

/** Somebody with a mouse: each press and each field that they need is counted. */
function byPointer(page) {
  const took = { presses: 0, fields: 0 };
  const press = async (target) => {
    took.presses += 1;
    await target.click();
  };
  const write = async (target, text) => {
    took.fields += 1;
    if (!(await hasFocus(target))) await target.click();
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(text);
  };
  return { took, press, write };
}

/** The same with a keyboard alone: what is pressed is come to by Tab, and a section is leapt over where that is offered. */
function byKeys(page) {
  const took = { presses: 0, fields: 0, tabs: 0, leaps: 0 };
  const come = async (target, key = "Tab") => {
    await target.waitFor();
    for (let steps = 0; !(await hasFocus(target)); steps++) {
      assert.ok(steps < FARTHEST, `${target} is not come to by ${FARTHEST} Tabs`);
      took.tabs += 1;
      await page.keyboard.press(key);
      // A leap ends at the next way to leap; the last section has nowhere to leap to.
      for (let from; (await canLeap(page, target)) && (await focused(page)) !== from; ) {
        from = await focused(page);
        took.leaps += 1;
        await page.keyboard.press("Enter");
      }
    }
    assert.ok(await isInSight(target), `${target} has the focus where it is seen`);
  };
  const press = async (target, key) => {
    await come(target, key);
    took.presses += 1;
    await page.keyboard.press("Enter");
  };
  const write = async (target, text) => {
    await come(target);
    took.fields += 1;
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(text);
  };
  return { took, press, write };
}

/** The focus is in the field that a press brought: nobody looks for it. */
const arrived = (target) => eventually(() => hasFocus(target));

const hasFocus = (target) => target.evaluate((element) => element === document.activeElement);

/** The section that the focus is in. */
const focused = (page) => page.evaluate(() => document.activeElement.closest("section, .part")?.className);

const isInSight = (target) =>
  target.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });

/** Whether the focus is at the way over a section that does not hold what is looked for. */
async function canLeap(page, target) {
  const wanted = await target.elementHandle();
  return page.evaluate((wanted) => {
    const at = document.activeElement;
    return at.textContent === "Skip to the next section" && !at.closest("section, .part").contains(wanted);
  }, wanted);
}

/** From the first page to the signature; answers what it took. */
async function way(page, server, { took, press, write }) {
  const main = page.locator("main");
  const button = (name) => main.getByRole("button", { name, exact: true });
  await page.goto(server.app);
  const add = async (name, target, text) => {
    await press(button(name));
    await arrived(target);
    await write(target, text);
  };
  await press(main.getByRole("link", { name: /^Fill the worksheet/ }));
  await arrived(main.getByRole("textbox", { name: "Team name", exact: true }));
  await write(main.getByRole("textbox", { name: "Team name", exact: true }), "First Keys");
  await press(button("Next: People"));
  await arrived(main.locator(".question"));
  await write(main.getByRole("combobox", { name: "Captain", exact: true }), CAPTAIN);
  await press(button("Next: Relationships"));
  await press(button("Next: Mission"));
  await write(field(main, "Mission"), MISSION);
  await press(button("Next: Mandate"));
  await add("Add a surface", main.getByRole("combobox", { name: "Surface", exact: true }), "Key handover");
  await press(button("Next: Metrics"));
  await add("Add a metric", field(main, "Metric"), "Keys on the promised day");
  await press(button("Open the charter"));
  // The page says under which name somebody would sign, and where that is said.
  await main.getByText(/^You sign as Guest \w+, the name behind your letters at the top of Muster’s pages\.$/).waitFor();
  await press(page.locator("header").getByRole("button", { name: /, you, Guest/ }), "Shift+Tab");
  await write(page.getByLabel("Your name, as others see it"), CAPTAIN);
  // Nobody says that the name is whole: the press that leaves its field is not lost.
  await press(button("Agree to all of it, as it reads now"));
  return took;
}

/** The captain's signature stands under all of it, for everybody and for good. */
async function isSigned(page, server) {
  const agreement = page.locator(".of-agreement");
  await agreement.getByText("1 of 1 agree to everything").first().waitFor();
  assert.equal(await agreement.getByText(/^You sign as/).count(), 0, "who is asked knows their name");
  assert.deepEqual(await axe(page), []);
  await status(page, SAVED);
  await page.reload();
  for (const section of ["Mission", "Mandate", "Metrics", "Captain"]) {
    const row = agreement.locator(".signed > li").filter({ has: page.locator(".section", { hasText: section }) });
    await row.getByRole("img", { name: `agree: ${CAPTAIN}`, exact: true }).waitFor();
  }
  const doc = new URL(page.url()).pathname.split("/").at(-1);
  await eventually(async () => {
    const file = await (await fetch(`${server.url}/embed/${doc}.md`)).text();
    assert.match(file, new RegExp(`Captain: ${CAPTAIN}[^]*${MISSION}[^]*1 of 1 agree to everything`));
  });
}

function within(t, took, bound) {
  t.diagnostic(`it took ${JSON.stringify(took)}, and may take ${JSON.stringify(bound)}`);
  for (const [what, most] of Object.entries(bound)) assert.ok(took[what] <= most, `${took[what]} ${what}, and no more than ${most}`);
}

test("a stranger comes from an empty server to a charter its captain signed, in so many presses and fields", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)();
  const took = await way(page, server, byPointer(page));
  await isSigned(page, server);
  within(t, took, BOUND);
});

test("the same way is gone by keyboard alone", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)();
  const took = await way(page, server, byKeys(page));
  await isSigned(page, server);
  within(t, took, { ...BOUND, tabs: BOUND_TABS });
});
