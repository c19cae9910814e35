// A team with all that goes along with it: a charter with a metric and its captain, a series of metrics reviews and the next of them.
import { dayIn } from "./meeting.mjs";
import { listDocs } from "./server.mjs";

const CHARTER = (name, captain) => `# ${name}

- Captain: ${captain}

## Mission

Money is counted once

## Metrics

### Invoices right at once

Share without a correction

- Unit: %
- Better: up
- Baseline: 60
- Target: 92
`;

/** Makes them all as from files, on an open server; answers their ids by name. */
export async function makeTeam(server, { name = "Ledger", captain = "Grace Hopper" } = {}) {
  await send(server, `/api/import?name=${encodeURIComponent(name)}.md`, CHARTER(name, captain));
  const charter = (await listDocs(server)).find((doc) => doc.summary?.name === name).id;
  const series = `weekly-${name.toLowerCase()}`;
  await send(server, "/api/docs", { id: series, kind: "series" });
  // Tomorrow, so that it comes next whatever hour the tests run at.
  const values = { preset: "metrics", first: `${dayIn(1, "-")}T10:00`, rhythm: "FREQ=WEEKLY", zone: "Europe/Lisbon", minutes: 50 };
  const teams = [{ id: "t1", order: "V", values: { team: charter, name } }];
  const documents = [{ id: series, kind: "series", sheet: { texts: { name: `${name} metrics` }, values, lists: { teams } } }];
  await send(server, "/api/import?name=series.json", { muster: 1, documents });
  const { occurrences } = await (await fetch(`${server.url}/api/docs/${series}/occurrences?n=1`)).json();
  return { charter, series, review: occurrences[0].doc };
}

async function send(server, path, body) {
  const isText = typeof body === "string";
  const headers = isText ? {} : { "content-type": "application/json" };
  const answer = await fetch(server.url + path, { method: "POST", headers, body: isText ? body : JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}
