// A document in somebody else's page, in each way that there is, beside a stock Yjs editor and beside the words alone: from the
// start of the page to the words, and to a field that is saved, on each line, in turns.
import { startWorkspace } from "../e2e/parts/people.mjs";
import { fill, startElsewhere } from "./elsewhere.mjs";
import { answer, browser, order } from "./order.mjs";
import { visit } from "./visit.mjs";
import { LINES } from "./wire.mjs";

const VIEWPORT = { width: 1000, height: 800 };

await answer(measure);

async function measure() {
  const elsewhere = await startElsewhere(order);
  const place = await startWorkspace(browser, { Ada: "owner" }, ["--allow-origin", elsewhere.site]);
  try {
    const faces = { ...ours(elsewhere), ...(await byLink(elsewhere, place)), ...(await peers(elsewhere)) };
    return await inTurns(faces, place.server.app);
  } finally {
    await Promise.all([place.server.stop(), elsewhere.host.close()]);
  }
}

function ours({ host, ours }) {
  const { url, doc } = order;
  return {
    element: { address: ours("/element", `<muster-charter doc="${doc}"></muster-charter>`), last: "live" },
    link: { address: ours("/link", `<p><a href="${url}/d/${doc}">our charter</a></p>`), last: "live" },
    frame: { address: host.put("/frame", `<iframe src="${url}/embed/${doc}" title="Our charter" width="900" height="700"></iframe>`), last: "live" },
    address: { address: `${url}/d/${doc}`, last: "live" },
  };
}

/** The same document on a server where people sign in, with a link to read it: on an open server nobody needs one. */
async function byLink({ ours }, { server, people }) {
  const file = await (await fetch(`${order.url}/embed/${order.doc}.json`)).json();
  const { made } = await people.Ada.ask("POST", "/api/import?name=team.json", file);
  const link = await people.Ada.ask("POST", `/api/docs/${made[0]}/links`, { name: "A wiki", may: "read", until: null, sites: [] });
  const element = `<muster-charter doc="${made[0]}" key="${link.key}"></muster-charter>`;
  return { read_link: { address: ours("/key", element, server), last: "text" } };
}

async function peers(elsewhere) {
  const html = await (await fetch(`${order.url}/embed/${order.doc}.html`)).text();
  await fill(browser, elsewhere, { charter: { words: order.field, html } });
  return {
    stock: { address: elsewhere.stock("/stock", ["charter"]), last: "live" },
    empty: { address: elsewhere.host.put("/empty", `<p>${order.field}</p>`), last: "text" },
  };
}

async function inTurns(faces, closed) {
  const measured = {};
  for (const name of Object.keys(faces)) measured[name] = { plain: [], slow: [] };
  // The first visits tell what the machine keeps, and are not counted.
  for (let turn = 0; turn <= order.turns; turn++) {
    for (const [line, terms] of Object.entries(LINES)) {
      if (turn === 0 && line !== "plain") continue;
      const names = Object.keys(faces);
      for (const name of turn % 2 ? names : names.reverse()) {
        const seen = await visit(browser, { ...faces[name], words: [order.field], line: terms, viewport: VIEWPORT, after: besides(closed) });
        if (turn > 0) measured[name][line].push(seen);
      }
    }
  }
  return { browser: `Chromium ${browser.version()}`, ...measured };
}

/** The bodies of all that a server sent besides the text itself. */
function besides(server) {
  const isOurs = (url) => url.startsWith(server) && !url.includes(".html") && !url.endsWith("/api/follow");
  return (_, wire) => ({ n_besides: wire.bodies(isOurs) });
}
