// The page around a widget: the colour of the ground, styles of every sort, what it forbids, the keys it listens to.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, makeDoc, SAVED, says, status, write } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, server, stage } from "./parts/stage.mjs";

stage({ pages: true });

const element = (doc, more = "") => `<p>A wiki.</p><muster-charter doc="${doc}" ${more}></muster-charter>`;

let nth = 0;

async function visit(t, { more, head = "", headers, body = (shown) => shown } = {}) {
  const doc = await makeDoc(server, { name: "Ledger" });
  const person = await cast(t, browser)("Ada");
  await person.page.goto(host.put(`/ground-${nth++}`, body(element(doc, more)), { head: head + loader(server), headers }));
  await field(person.page, "Team name").waitFor({ timeout: 15_000 });
  return { ...person, doc };
}

/** How well the widget's text can be told from what is below it, as contrasts are counted. */
const contrast = (page) =>
  page.evaluate(() => {
    const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const luminance = (colour) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, covers] = context.getImageData(0, 0, 1, 1).data;
      const linear = [red, green, blue].map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return covers ? 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] : undefined;
    };
    const root = document.querySelector("muster-charter").shadowRoot;
    const own = luminance(getComputedStyle(root.querySelector("[part=widget]")).backgroundColor);
    const ground = own ?? luminance(getComputedStyle(document.body).backgroundColor) ?? 1;
    const inks = [root.querySelector("article"), root.querySelector(".quiet, .label")].map((shown) => luminance(getComputedStyle(shown).color));
    const ratios = inks.map((ink) => (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05));
    return { least: Math.min(...ratios), paints: own !== undefined };
  });

const canBeRead = (page, paints) =>
  eventually(async () => {
    const found = await contrast(page);
    assert.ok(found.least >= 4.5, `a contrast of ${found.least}`);
    if (paints !== undefined) assert.equal(found.paints, paints);
  });

test("a page that turns dark, however it does that, and back again leaves a widget that can be read", async (t) => {
  const head = `<style>
    body { background: white; color: black; }
    .night body { background: #111; color: #ddd; }
    .slow body { transition: background 150ms; }
  </style>`;
  const { page } = await visit(t, { head });
  await canBeRead(page, false);
  const turns = [
    () => document.documentElement.classList.add("night"),
    () => document.documentElement.classList.remove("night"),
    () => (document.body.style.cssText = "background: #222; color: #eee"),
    () => (document.body.style.cssText = ""),
    () => document.documentElement.classList.add("slow", "night"),
    () => document.documentElement.classList.remove("slow", "night"),
    () => document.head.append(Object.assign(document.createElement("style"), { textContent: "body { background: #000; color: #fff }" })),
    () => (document.head.querySelector("style:last-of-type").sheet.disabled = true),
  ];
  for (const turn of turns) {
    await page.evaluate(turn);
    await canBeRead(page, false);
  }
});

test("a widget paints its own ground where its looks do not go with the page's, and where that is a picture or a grey", async (t) => {
  for (const [more, style] of [
    ['theme="dark"', "body { background: white }"],
    ['theme="light"', "body { background: #111; color: #eee }"],
    ["", "body { background: #808080 }"],
    ["", "body { background: linear-gradient(#123, #456); color: #eee }"],
  ]) {
    const { page } = await visit(t, { more, head: `<style>${style}</style>` });
    await canBeRead(page, true);
  }
  const { page } = await visit(t, { head: "<style>body { background: white }</style>" });
  await canBeRead(page, false);
  await page.evaluate(() => (document.querySelector("muster-charter").theme = "dark"));
  await canBeRead(page, true);
});

test("no style of the page but font and size comes into a widget, and none takes its place in the page away", async (t) => {
  const head = `<style>
    * { all: unset; }
    body { display: block; font: 20px monospace; letter-spacing: 5px; text-align: right; word-break: break-all; hyphens: auto; -webkit-text-fill-color: red; text-indent: 3em; }
    div { display: block; inline-size: 600px; }
  </style>`;
  const { page } = await visit(t, { head, body: (shown) => `<div id="around">${shown}</div>` });
  await eventually(async () => {
    const found = await page.evaluate(() => {
      const widget = document.querySelector("muster-charter");
      const style = getComputedStyle(widget.shadowRoot.querySelector("[part=widget]"));
      const { writingMode, letterSpacing, textAlign, wordBreak, textIndent, fontFamily, fontSize } = style;
      return { display: getComputedStyle(widget).display, writingMode, letterSpacing, textAlign, wordBreak, textIndent, fontFamily, fontSize };
    });
    assert.deepEqual(found, {
      display: "block", writingMode: "horizontal-tb", letterSpacing: "normal", textAlign: "start", wordBreak: "normal", textIndent: "0px", fontFamily: "monospace", fontSize: "20px",
    });
  });
  await page.evaluate(() => (document.querySelector("muster-charter").hidden = true));
  await eventually(async () => assert.equal(await page.locator("muster-charter").isVisible(), false));
});

test("in a page whose lines run from top to bottom a widget has a width, as its text and as the app", async (t) => {
  for (const mode of ["vertical-rl", "vertical-lr", "sideways-lr"]) {
    const doc = await makeDoc(server, { name: "Ledger" });
    const { page } = await cast(t, browser)("Ada");
    const shown = (more) => `<muster-charter doc="${doc}" ${more}></muster-charter>`;
    const head = `<style>body { writing-mode: ${mode}; }</style>${loader(server)}`;
    await page.goto(host.put(`/ground-${nth++}`, shown('mode="read"') + shown(""), { head }));
    await page.locator("[part=text]").first().waitFor();
    await field(page, "Team name").waitFor({ timeout: 15_000 });
    const widths = await page.evaluate(() => [...document.querySelectorAll("muster-charter")].map((widget) => widget.clientWidth));
    assert.ok(widths.every((width) => width > 300 && width <= 1280), `${mode}: ${widths}`);
    assert.ok(await page.locator("[part=text] h1").evaluate((heading) => heading.clientWidth > 200), mode);
  }
});

test("where a page forbids pictures in style sheets, signs stand in the icons' places", async (t) => {
  const { page, errors } = await visit(t, { headers: { "content-security-policy": "img-src 'self'" } });
  await eventually(async () => {
    const signs = await page.evaluate(() => {
      const icons = [...document.querySelector("muster-charter").shadowRoot.querySelectorAll(".i")];
      return icons.filter((icon) => icon.checkVisibility()).map((icon) => getComputedStyle(icon, "::before").content);
    });
    assert.ok(signs.length > 0 && signs.every((sign) => /^"."$/u.test(sign)), signs.join());
  });
  // The browser says by itself that it blocked something.
  errors.length = 0;
});

const TYPES = ["keydown", "keypress", "keyup", "beforeinput", "input", "paste"];

test("keys and pastes in a widget reach no shortcut of the page, and outside of it none of ours works", async (t) => {
  const listens = `<script>
    window.heard = [];
    for (const type of ${JSON.stringify(TYPES)}) for (const on of [document, window]) on.addEventListener(type, ({ key }) => heard.push(type + " " + key));
  </script>`;
  const { page } = await visit(t, { head: listens, body: (shown) => `<input id="theirs">${shown}` });
  const heard = () => page.evaluate(() => window.heard.splice(0));
  await write(page, "Mission", "");
  await heard();
  await page.keyboard.type("new n?");
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  await page.keyboard.press("End");
  await page.keyboard.press("Control+v");
  await says(page, "Mission", "new n?new n?");
  assert.deepEqual(await heard(), []);
  await status(page, SAVED);
  await page.locator("#theirs").focus();
  await page.keyboard.type("?z");
  await page.keyboard.press("Control+z");
  assert.ok((await heard()).includes("keydown ?"), "the page hears its own");
  assert.equal(await page.getByRole("dialog", { name: "Keys" }).count(), 0);
  await says(page, "Mission", "new n?new n?");
});
