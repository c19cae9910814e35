// Fifty documents in one page of somebody else's, to be read and to be written in, beside fifty stock Yjs editors and beside the
// words alone: until all words are there, and until all is saved; what the page holds then.
import { brought, fill, startElsewhere } from "./elsewhere.mjs";
import { memory } from "./memory.mjs";
import { answer, browser, order } from "./order.mjs";
import { visit } from "./visit.mjs";

/** All of them stand near the window, so that each begins at once. */
const VIEWPORT = { width: 2400, height: 1300 };
const cell = (body) => `<div style="float:left;width:230px;height:240px;overflow:auto">${body}</div>`;

const words = Array.from({ length: order.documents }, (_, n) => `Team number ${n} keeps its own promise`);

await answer(measure);

async function measure() {
  const elsewhere = await startElsewhere(order);
  try {
    return await inTurns(await pages(elsewhere));
  } finally {
    await elsewhere.host.close();
  }
}

async function pages(elsewhere) {
  const docs = [];
  for (const [n, word] of words.entries()) docs.push(await brought(order.url, `Team ${n}.md`, `# Team ${n}\n\n## Mission\n\n${word}`));
  const elements = (more) => docs.map((doc) => cell(`<muster-charter doc="${doc}"${more}></muster-charter>`)).join("");
  const rooms = Object.fromEntries(words.map((word, n) => [`team-${n}`, { words: word, html: `<h1>Team ${n}</h1><h2>Mission</h2><p>${word}</p>` }]));
  await fill(browser, elsewhere, rooms);
  const empty = words.map((word) => cell(`<p>${word}</p>`)).join("");
  return {
    read: { address: elsewhere.ours("/read", elements(' mode="read"')), last: "text" },
    write: { address: elsewhere.ours("/write", elements("")), last: "live" },
    stock: { address: elsewhere.stock("/stock", Object.keys(rooms), cell), last: "live" },
    empty: { address: elsewhere.host.put("/empty", empty), last: "text" },
  };
}

async function inTurns(pages) {
  const measured = Object.fromEntries(Object.keys(pages).map((name) => [name, []]));
  for (let turn = 0; turn < order.turns; turn++) {
    const names = Object.keys(pages);
    for (const name of turn % 2 ? names.reverse() : names) {
      // All that a page asks for once its words are there is asked for by the time that its memory is known.
      const after = async (page, wire) => ({ n_memory: await memory(browser, page), ...wire.held() });
      measured[name].push(await visit(browser, { ...pages[name], words, line: {}, viewport: VIEWPORT, after }));
    }
  }
  return measured;
}
