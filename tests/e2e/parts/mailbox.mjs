// People and the letters that reach them: what they ask of the server, and how an address becomes theirs.
import assert from "node:assert/strict";

import { eventually } from "./server.mjs";

export const says = (page, text) => page.getByText(text).first().waitFor();

/** Asks as somebody, from a page of ours. */
export async function ask({ page }, server, method, path, body) {
  if (!page.url().startsWith(server.app)) await page.goto(`${server.app}/account`);
  return page.evaluate(
    async ([how, where, what]) => {
      const init = { method: how, headers: { "content-type": "application/json" }, body: what && JSON.stringify(what) };
      const answer = await fetch(where, init);
      const text = await answer.text();
      return { status: answer.status, body: text && answer.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text };
    },
    [method, path, body],
  );
}

/** Brings documents in under the ids that they have in the file, which those have that are there already. */
export async function bring({ page }, server, file) {
  const [{ id, kind }] = file.documents;
  const made = await ask({ page }, server, "POST", "/api/docs", { id, kind });
  assert.ok([200, 201].includes(made.status), JSON.stringify(made.body));
  const answer = await ask({ page }, server, "POST", "/api/import?name=company.json", file);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

/** Letters to somebody go to an address from now on. */
export async function reached(server, mail, person, address) {
  await person.page.goto(`${server.app}/account`);
  const part = person.page.locator("#letters");
  await part.getByLabel("Your address").fill(address);
  await part.getByRole("button", { name: "Send me a link" }).click();
  await says(person.page, "A letter is on its way.");
  const letter = await eventually(() => mail.to(address).find(({ subject }) => subject.startsWith("Confirm")) ?? false);
  const link = /http:\S+\/mail\/confirm\/[\w-]{43}/.exec(letter.text)[0];
  await person.page.goto(link);
  await person.page.getByRole("button", { name: "Confirm this address" }).click();
  await says(person.page, "Letters come here from now on.");
  return link;
}

export const digests = (mail, address) => mail.to(address).filter(({ subject }) => subject.startsWith("Your week"));
export const mailbox = async (person, server) => (await ask(person, server, "GET", "/api/me/mail")).body.mailbox;
export const metrics = async (person, server) => (await ask(person, server, "GET", "/metrics")).body;
