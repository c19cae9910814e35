// One thumb on a phone: it reaches the lower two thirds of the screen, scrolls there, and taps what is as large as itself. A
// field that a tap gives the focus stays where it was.
import assert from "node:assert/strict";

import { eventually } from "./server.mjs";

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
/** The height and width of what a thumb hits, in CSS pixels. */
export const TARGET = 44;
/** The part of the screen that a thumb reaches, from above. */
const [UPPER, LOWER] = [PHONE.viewport.height / 3, PHONE.viewport.height];
/** The most that anything may move when a field takes the focus, in CSS pixels. */
const JUMP_MAX = 2;
/** How far somebody scrolls on where something lies over what they want, in CSS pixels. */
const ASIDE = 80;
/** Of how many moves a drag is made. */
const STEPS = 10;

/**
 * Runs in the page: how much of the screen hits this element around its middle, and where; or nothing where something
 * else lies over it.
 */
function hits(element, n_max) {
  const target = element.labels?.[0] && /radio|checkbox/.test(element.type) ? element.labels[0] : element;
  const { left, right, top, bottom } = target.getClientRects()[0] ?? target.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const own = target.closest("label, .text") ?? target;
  const isHit = (x, y) => {
    const root = target.getRootNode();
    const at = root.elementFromPoint(x, y);
    return Boolean(at) && own.contains(at);
  };
  const reach = (dx, dy) => {
    let n = 0;
    while (n < n_max && isHit(x + dx * (n + 1), y + dy * (n + 1))) n += 1;
    return n;
  };
  if (!isHit(x, y)) return { x, y, isCovered: true };
  const [up, down, before, after] = [reach(0, -1), reach(0, 1), reach(-1, 0), reach(1, 0)];
  return { x, y, left, right, height: up + down + 1, width: before + after + 1 };
}

/** The thumb of somebody who holds this page. */
export function thumbOn(page) {
  let session;
  /** Drags the page by so many pixels; what is below comes up where they are positive. */
  const drag = async (pixels) => {
    session ??= await page.context().newCDPSession(page);
    const touch = (type, ...touchPoints) => session.send("Input.dispatchTouchEvent", { type, touchPoints });
    const [x, from] = [20, pixels > 0 ? LOWER - 180 : UPPER + 40];
    const way = Math.max(-300, Math.min(300, Math.round(pixels)));
    await touch("touchStart", { x, y: from });
    for (let n = 1; n <= STEPS; n += 1) await touch("touchMove", { x, y: from - (way * n) / STEPS });
    await touch("touchEnd");
  };
  /** Scrolls until the thumb reaches this, and nothing lies over it. */
  const reach = async (locator) => {
    await locator.waitFor({ timeout: 20_000 });
    const look = async () => {
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
      return locator.evaluate(hits, TARGET, { timeout: 2000 });
    };
    return eventually(async () => {
      const [before, hit] = [await look(), await look()];
      assert.equal(hit.y, before.y, "the page comes to rest");
      const isReached = hit.y > UPPER + TARGET / 2 && hit.y < LOWER - TARGET / 2;
      // A bar that lies over a part of it goes by scrolling on.
      if (isReached && hit.height >= TARGET && hit.width >= TARGET) return hit;
      await drag(hit.y - (UPPER + LOWER) / 2 + (isReached ? ASIDE : 0));
      throw new Error(`a thumb does not get at ${locator}: ${JSON.stringify(hit)}`);
    }, 20_000);
  };
  const tap = async (locator) => {
    const hit = await reach(locator);
    assert.ok(hit.left >= -1 && hit.right <= PHONE.viewport.width + 1, `over the edge, ${locator}: ${JSON.stringify(hit)}`);
    await page.touchscreen.tap(hit.x, hit.y);
    return hit;
  };
  /** Taps a field, which takes the focus where it stands, and types. */
  const write = async (field, words) => {
    const { y } = await tap(field);
    await eventually(async () => assert.ok(await field.evaluate((one) => one.getRootNode().activeElement === one), "the field has the focus"));
    const now = await field.evaluate((one) => {
      const { top, bottom } = one.getBoundingClientRect();
      return (top + bottom) / 2;
    });
    assert.ok(Math.abs(now - y) <= JUMP_MAX, `${await field.getAttribute("aria-label")} jumps from ${y} to ${now}`);
    await page.keyboard.type(words);
  };
  return { reach, tap, write };
}
