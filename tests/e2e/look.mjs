// Pictures of the charter, to be looked at: empty, full, sixty rows, a very long name, right to left, as a card in a wiki.
// `node look.mjs [name…]` takes those whose name contains one of the words.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { eventually, launchBrowser, newPerson, screenshots, startServer } from "./harness.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BINARY = process.env.MUSTER_BIN ?? join(ROOT, "target/release/muster");
const run = promisify(execFile);

const wanted = process.argv.slice(2);
const server = await startServer();
const browser = await launchBrowser();
const files = [];

try {
  const docs = await fill();
  const person = await newPerson(browser, "Mei Harada");
  for (const [name, open] of Object.entries(scenes(docs))) {
    if (wanted.length && !wanted.some((word) => name.includes(word))) continue;
    await open(person.page);
    files.push(...(await screenshots(person.page, name)));
  }
  const complaints = person.errors.filter((error) => !/net::ERR_|Failed to load/.test(error));
  if (complaints.length) console.error(complaints.join("\n"));
} finally {
  await browser.close();
  await server.stop();
}
console.log(files.join("\n"));

function scenes({ full, empty, many, arabic, example }) {
  const visit = (id, query = "") => async (page) => {
    await page.goto(`${server.url}/d/${id}${query}`);
    await page.locator(".muster-charter .mandate, .muster-charter .of-mandate").waitFor();
  };
  return {
    full: visit(full),
    empty: visit(empty),
    many: visit(many),
    arabic: visit(arabic),
    example: visit(example),
    touched: async (page) => {
      await visit(full)(page);
      await page.locator(".surface").nth(1).hover();
      await page.getByRole("textbox", { name: "Mission", exact: true }).focus();
    },
    wiki: async (page) => page.goto(await wiki(full)),
  };
}

/** Two teams of the example as if they were real, one of them contesting a surface of the other, and some odd ones. */
async function fill() {
  const folder = await mkdtemp(join(tmpdir(), "muster-look-"));
  const sample = (name) => join(ROOT, "shared/src/sample", `${name}.md`);
  const rows = Array.from({ length: 60 }, (_, n) => `- Surface number ${n + 1}\n\n  What it takes in, in a few words.\n`);
  const long = "The team that answers for everything which nobody else would answer for ".repeat(6).slice(0, 400);
  await writeFile(join(folder, "many.md"), `# ${long}\n\n## Mandate\n\n### Own\n\n${rows.join("\n")}`);
  await writeFile(
    join(folder, "arabic.md"),
    "# فريق المفاتيح\n\n- Captain: ليلى فرحاني\n\n## Mission\n\nيستلم المستأجرون مفاتيحهم في اليوم الموعود.\n\n" +
      "## Mandate\n\n### Own\n\n- تسليم المفاتيح\n\n  من التوقيع إلى الباب.\n",
  );
  const files = [sample("first_keys"), sample("true_listings"), join(folder, "many.md"), join(folder, "arabic.md")];
  await run(BINARY, ["sample", "--data", server.data]);
  await run(BINARY, ["import", ...files, "--data", server.data]);
  const empty = await ask("POST", { kind: "charter" });
  const list = await eventually(async () => {
    const list = await ask("GET");
    return list.filter((doc) => doc.summary).length >= 10 && list;
  });
  const find = (start, example = false) =>
    list.find((doc) => doc.summary?.name.startsWith(start) && doc.example === example).id;
  return {
    full: find("First Keys"),
    many: find("The team that"),
    arabic: find("فريق"),
    example: find("First Keys", true),
    empty: empty.id,
  };
}

async function ask(method, body) {
  const headers = body ? { "content-type": "application/json" } : {};
  const answer = await fetch(`${server.url}/api/docs`, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} /api/docs: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Somebody else's page, with somebody else's rules, around the card and the whole charter. */
async function wiki(doc) {
  const page = `<!doctype html><meta charset="utf-8"><title>Winter plan</title>
    <meta name="viewport" content="width=device-width">
    <style>body{margin:0;padding:1.5em;font:14px/1.6 Georgia,serif;text-transform:none;max-width:60em}
      h1,h2{font-weight:400;border-bottom:1px solid #aaa}div,p,ul,section{letter-spacing:0}
      :root{color-scheme:light dark;background:light-dark(#fff,#101418);color:light-dark(#202122,#eaecf0)}</style>
    <script type="module" src="${server.url}/embed.js"></script>
    <h1>Winter plan</h1><p>Their charter, as it stands:</p>
    <muster-charter doc="${doc}" view="card" mode="read"></muster-charter>
    <h2>In a narrow column</h2><div style="width:280px"><muster-charter doc="${doc}" view="card"></muster-charter></div>
    <h2>In full</h2><muster-charter doc="${doc}"></muster-charter>`;
  const host = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(page));
  await new Promise((done) => host.listen(0, "127.0.0.1", done));
  host.unref();
  return `http://127.0.0.1:${host.address().port}/`;
}
