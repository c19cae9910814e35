// The words on each page of a PDF that Chromium made: its pages, their content, and the fonts' own tables of letters.
import { inflateSync } from "node:zlib";

const at = (text, from, to) => text.slice(from, to);

/** Objects by number: their dictionary, and their stream where they have one. */
function objects(bytes) {
  const text = bytes.toString("latin1");
  const all = new Map();
  for (const found of text.matchAll(/(?:^|[\r\n])(\d+) 0 obj\b/g)) {
    const from = found.index + found[0].length;
    const to = text.indexOf("endobj", from);
    const stream = /stream\r?\n/.exec(at(text, from, to));
    const head = stream ? at(text, from, from + stream.index) : at(text, from, to);
    const length = Number(/\/Length (\d+)/.exec(head)?.[1] ?? 0);
    const start = stream && from + stream.index + stream[0].length;
    const raw = stream && bytes.subarray(start, start + length);
    all.set(found[1], { head, stream: raw && (head.includes("/FlateDecode") ? inflateSync(raw) : raw).toString("latin1") });
  }
  return all;
}

/** The letters of a font, by the number that its glyph has in the content. */
function letters(cmap) {
  const table = new Map();
  const letter = (hex) => String.fromCharCode(...hex.match(/.{4}/g).map((unit) => parseInt(unit, 16)));
  for (const [, block] of cmap.matchAll(/beginbfchar([^]*?)endbfchar/g)) {
    for (const [, glyph, to] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) table.set(parseInt(glyph, 16), letter(to));
  }
  for (const [, block] of cmap.matchAll(/beginbfrange([^]*?)endbfrange/g)) {
    for (const [, low, high, to] of block.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) {
      const first = parseInt(low, 16);
      for (let glyph = first; glyph <= parseInt(high, 16); glyph++) {
        table.set(glyph, String.fromCharCode(parseInt(to, 16) + glyph - first));
      }
    }
  }
  return table;
}

/** The words of a page without their spaces: a printer places words and has no need of them. */
function said(content, fonts) {
  let font, out = "";
  for (const [, name, strings] of content.matchAll(/\/(F\d+) [\d.]+ Tf|((?:<[0-9a-fA-F]+>|\[[^\]]*\])\s*TJ?j?)/g)) {
    if (name) font = fonts.get(name);
    else for (const [, hex] of strings.matchAll(/<([0-9a-fA-F]+)>/g)) {
      for (const glyph of hex.match(/.{4}/g) ?? []) out += font?.get(parseInt(glyph, 16)) ?? "";
    }
  }
  return out.replace(/\s/g, "");
}

/** The words of each page, without spaces. */
export function pages(pdf) {
  const all = objects(Buffer.from(pdf));
  const of = (number) => all.get(number) ?? { head: "", stream: "" };
  const sheets = [...all.values()].filter(({ head }) => /\/Type\s*\/Page\b(?!s)/.test(head));
  return sheets.map(({ head }) => {
    const held = /\/Font\s*<<([^]*?)>>/.exec(head)?.[1] ?? "";
    const fonts = new Map();
    for (const [, name, number] of held.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const cmap = /\/ToUnicode (\d+) 0 R/.exec(of(number).head)?.[1];
      if (cmap) fonts.set(name, letters(of(cmap).stream));
    }
    const contents = /\/Contents (\d+) 0 R/.exec(head)?.[1];
    return said(of(contents).stream ?? "", fonts);
  });
}
