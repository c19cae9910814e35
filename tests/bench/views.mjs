// Each view of a charter to be read in somebody else's page: until its words are there, on a slow line, and what its text weighs.
import { startElsewhere } from "./elsewhere.mjs";
import { answer, browser, order } from "./order.mjs";
import { visit } from "./visit.mjs";
import { LINES } from "./wire.mjs";

await answer(measure);

async function measure() {
  const elsewhere = await startElsewhere(order);
  try {
    return await inTurns(elsewhere);
  } finally {
    await elsewhere.host.close();
  }
}

async function inTurns({ ours }) {
  const measured = Object.fromEntries(order.views.map((view) => [view, []]));
  for (let turn = 0; turn < order.turns; turn++) {
    for (const view of turn % 2 ? order.views.toReversed() : order.views) {
      const element = `<muster-charter doc="${order.doc}" view="${view}" item="${order.item}" mode="read"></muster-charter>`;
      const after = (_, wire) => ({ n_text: wire.bodies((url) => url.startsWith(order.url) && url.includes(".html")) });
      const at = { address: ours("/view", element), words: [order.team], last: "text", line: LINES.slow, after };
      measured[view].push(await visit(browser, at));
    }
  }
  return measured;
}
