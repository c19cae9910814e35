// Letters, against a real mail server: an address is confirmed, a digest comes once and pauses, three things come at once and
// together, one press ends all, and a mail server that refuses loses nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, cast, eventually, launchBrowser } from "./harness.mjs";
import { giveAuthenticator, invite, join, me, owned, startWithDoors } from "./parts/doors.mjs";
import { reviews, startMailServer } from "./parts/letters.mjs";
import { ask, bring, digests, mailbox, metrics, reached, says } from "./parts/mailbox.mjs";

const INES = "ines@company.example";
const BO = "bo@company.example";

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** A server with a mail server, an owner, and Ines. */
async function company(t, flags = []) {
  const mail = await startMailServer();
  const smtp = ["--smtp", `smtp://127.0.0.1:${mail.port}`, "--mail-from", "Muster <muster@company.example>"];
  const server = await startWithDoors({ args: [...smtp, "--mail-gather", "1s", "--mail-retry", "1s", ...flags] });
  const people = cast(t, browser);
  t.after(async () => {
    await server.stop();
    await mail.stop();
  });
  const [ada, ines] = [await people("Ada"), await people("Ines")];
  await owned(server, ada, "Ada");
  await member(server, ada, ines);
  return { mail, server, people, ada, ines };
}

async function member(server, ada, person) {
  const link = await invite(server, ada.page);
  await giveAuthenticator(person.page);
  await join(person.page, link, person.name);
  person.id = (await me(person.page, server)).id;
}

/**
 * The first look after an address was confirmed takes note of what there is, and tells nothing of it. It has been when a letter
 * tells of something that came later. Forgets those letters.
 */
async function looked(server, mail, ada, [id, name, presenter], address) {
  const isTold = (words) => () => mail.to(address).some(({ text }) => text.includes(words));
  let told = false;
  for (let n = 1; !told && n <= 5; n += 1) {
    const words = `Try ${n}.`;
    await bring(ada, server, reviews(id, name, presenter, [{ words, by: "Ada" }]));
    told = await eventually(isTold(words), 5_000).catch(() => false);
  }
  assert.ok(told, "nothing is told");
  await eventually(async () => (await metrics(ada, server)).includes("muster_letters_waiting 0"));
  mail.letters.length = 0;
}

test("an address is confirmed by a press and by nothing less, and a letter holds what it must", async (t) => {
  const { mail, server, ada, ines } = await company(t, ["--digest-every", "2s"]);
  await bring(ada, server, reviews("weekly", "First Keys", `Ines <@${ines.id}>`));
  for (const path of ["/digest", "/account"]) {
    await ines.page.goto(server.app + path);
    await says(ines.page, path === "/digest" ? "First Keys" : "One letter a week");
    for (const colorScheme of ["light", "dark"]) {
      await ines.page.emulateMedia({ colorScheme });
      assert.deepEqual(await axe(ines.page), []);
    }
  }
  for (const address of ["", "ines", "ines@", "a@b.example\r\nBcc: eve@evil.example", `${"a".repeat(250)}@b.example`]) {
    assert.equal((await ask(ines, server, "POST", "/api/me/mail", { address })).status, 400, address);
  }
  await ask(ines, server, "POST", "/api/me/mail", { address: INES });
  const first = await eventually(() => mail.to(INES)[0] ?? false);
  const earlier = /\/mail\/confirm\/[\w-]{43}/.exec(first.text)[0];
  // A program that looks at links confirms nothing.
  assert.equal((await fetch(server.app + earlier)).status, 200);
  assert.equal(await mailbox(ines, server), undefined);
  mail.letters.length = 0;
  const link = await reached(server, mail, ines, INES);
  for (const used of [link, server.app + earlier, `${server.app}/mail/confirm/${"A".repeat(43)}`]) {
    assert.equal((await fetch(used)).status, 404, used);
    assert.equal((await fetch(used.replace("/mail/confirm/", "/api/mail/"), { method: "POST" })).status, 404, used);
  }
  const letter = await eventually(() => digests(mail, INES)[0] ?? false);
  assert.equal(letter.headers.from, "Muster <muster@company.example>");
  assert.equal(letter.headers["auto-submitted"], "auto-generated");
  assert.equal(letter.headers["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
  assert.match(letter.headers["list-unsubscribe"], /^<http:\/\/localhost:\d+\/mail\/off\?key=\S+>$/);
  for (const text of [letter.text, letter.html]) {
    assert.ok(text.includes("First Keys") && text.includes(`${server.app}/d/weekly-r`), text);
    assert.ok(!/<img|<script|src=/.test(text), "nothing is fetched, so nobody is followed");
  }
  assert.ok(!server.output.includes(INES), "the log names no address");
});

test("a digest comes once a time, the third without a visit says that it is the last, and it goes on when somebody comes", async (t) => {
  const { mail, server, people, ada, ines } = await company(t, ["--digest-every", "2s"]);
  const bo = await people("Bo");
  await member(server, ada, bo);
  await bring(ada, server, reviews("weekly", "First Keys", `Ines <@${ines.id}>`));
  await reached(server, mail, ines, INES);
  await reached(server, mail, bo, BO);
  const again = async (person) => {
    await ask(person, server, "POST", "/api/sign-out");
    await person.page.goto(`${server.app}/sign-in`);
    await person.page.getByRole("button", { name: "Sign in with a passkey" }).click();
    await person.page.waitForURL((url) => url.pathname === "/");
  };
  // Bo comes between all of his, so that he gets more than three while Ines gets three.
  for (const n of [2, 4, 6]) {
    await eventually(() => digests(mail, BO).length >= n, 60_000);
    await again(bo);
  }
  assert.equal(digests(mail, INES).length, 3);
  const isLast = (letter) => letter.text.includes("this one is the last for now");
  assert.deepEqual(digests(mail, INES).map(isLast), [false, false, true]);
  assert.ok(!digests(mail, BO).slice(0, 2).some(isLast));
  await again(ines);
  await eventually(() => digests(mail, INES).length > 3, 60_000);
});

test("things that are told at once come together in one letter, and nothing about the past does", async (t) => {
  const { mail, server, ada, ines } = await company(t);
  const presenter = `Ines <@${ines.id}>`;
  await bring(ada, server, reviews("weekly", "First Keys", presenter, [{ words: "Known before" }]));
  await reached(server, mail, ines, INES);
  await looked(server, mail, ada, ["weekly", "First Keys", presenter], INES);
  const long = Date.now() - 5 * 24 * 3600 * 1000;
  const advice = [{ words: "Known before" }, { words: "Ask first" }, { words: "Bring a key" }, { words: "Written offline", at_ms: long }];
  await bring(ada, server, reviews("weekly", "First Keys", presenter, advice));
  const letter = await eventually(() => mail.to(INES).find(({ subject }) => !subject.startsWith("Confirm")) ?? false);
  assert.equal(letter.subject, "2 things are new for you");
  assert.ok(letter.text.includes("Ask first") && letter.text.includes("Bring a key"), letter.text);
  assert.ok(!letter.text.includes("Known before") && !letter.text.includes("Written offline"), letter.text);
  await bring(ada, server, reviews("weekly", "First Keys", presenter, [...advice, { words: "One more" }]));
  const next = await eventually(() => mail.to(INES).find(({ subject }) => subject.includes("One more")) ?? false);
  assert.ok(!next.text.includes("Ask first"), next.text);
  assert.equal(mail.to(INES).length, 2);
});

test("one press ends all letters, in a mail program too, and a look at the link does not", async (t) => {
  const { mail, server, ada, ines } = await company(t, ["--digest-every", "2s"]);
  await bring(ada, server, reviews("weekly", "First Keys", `Ines <@${ines.id}>`));
  await reached(server, mail, ines, INES);
  const letter = await eventually(() => digests(mail, INES)[0] ?? false);
  const off = letter.headers["list-unsubscribe"].slice(1, -1);
  const press = (link) =>
    fetch(link, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "List-Unsubscribe=One-Click" });
  assert.equal((await fetch(off)).status, 200);
  assert.ok(await mailbox(ines, server));
  for (const wrong of [off.slice(0, -1), off.replace("key=p", "key=q"), off.replace(/key=.*/, "key="), off.replace(/\?.*/, "")]) {
    assert.equal((await press(wrong)).status, 404, wrong);
  }
  assert.ok(await mailbox(ines, server));
  assert.equal((await press(off)).status, 200);
  assert.equal(await mailbox(ines, server), undefined);
  assert.equal((await press(off)).status, 404);
  const audit = await ask(ada, server, "GET", "/api/audit");
  assert.ok(audit.body.some(({ what, who }) => what === "ended letters" && who === ines.id));
});

test("a mail server that is away or refuses loses nothing, one that says no for good is told, and no letter comes twice", async (t) => {
  const { mail, server, ada, ines } = await company(t);
  const presenter = `Ines <@${ines.id}>`;
  const tell = (words) => bring(ada, server, reviews("weekly", "First Keys", presenter, words.map((one) => ({ words: one }))));
  await tell([]);
  await reached(server, mail, ines, INES);
  await looked(server, mail, ada, ["weekly", "First Keys", presenter], INES);
  const { port } = mail;
  await mail.stop();
  await tell(["While away"]);
  await eventually(() => server.output.includes("the mail server does not answer"));
  await server.restart("SIGKILL");
  await eventually(() => server.output.split("the mail server does not answer").length > 2);
  const back = await startMailServer({ port });
  t.after(() => back.stop());
  back.refusals.push(451, 451);
  const got = (words) => back.to(INES).filter(({ text }) => text.includes(words)).length;
  await eventually(() => got("While away") === 1);
  assert.equal(back.tries, 3);

  // The mail server hangs up instead of an answer: whether it has the letter is not known, so it is not sent again.
  back.refusals.push("hang up");
  await tell(["While away", "Hung up on"]);
  await eventually(() => server.output.includes("which is not sent again"));
  back.refusals.push(550);
  await tell(["While away", "Hung up on", "Refused"]);
  await eventually(async () => (await mailbox(ines, server)).trouble?.includes("not now") ?? false);
  await ines.page.goto(`${server.app}/account`);
  await says(ines.page, "The last letter did not arrive.");
  await tell(["While away", "Hung up on", "Refused", "In the end"]);
  await eventually(() => got("In the end") === 1);
  assert.deepEqual([got("While away"), got("Hung up on"), got("Refused")], [1, 0, 0]);
  const text = await metrics(ada, server);
  for (const [outcome, n] of [["unknown", 1], ["refused", 1]]) {
    assert.ok(text.includes(`muster_letters_total{outcome="${outcome}"} ${n}`), text);
  }
});

test("a mail server that goes away in the middle of many letters leaves at most one in doubt, and the others wait", async (t) => {
  const { mail, server, people, ada, ines } = await company(t);
  const bo = await people("Bo");
  await member(server, ada, bo);
  const both = (advice) =>
    [["weekly", ines], ["other", bo]].reduce(
      (before, [id, { id: person, name }]) => before.then(() => bring(ada, server, reviews(id, id, `${name} <@${person}>`, advice))),
      Promise.resolve(),
    );
  await both([]);
  await reached(server, mail, ines, INES);
  await reached(server, mail, bo, BO);
  await looked(server, mail, ada, ["weekly", "weekly", `Ines <@${ines.id}>`], INES);
  await looked(server, mail, ada, ["other", "other", `Bo <@${bo.id}>`], BO);
  const { port } = mail;
  await mail.stop();
  await both([{ words: "Ask first", by: "Ada" }]);
  await eventually(async () => (await metrics(ada, server)).includes("muster_letters_waiting 2"));
  const going = await startMailServer({ port });
  going.refusals.push("go away");
  await eventually(() => server.output.includes("which is not sent again"));
  const back = await startMailServer({ port });
  t.after(() => back.stop());
  await eventually(() => back.letters.length > 0);
  await eventually(async () => (await metrics(ada, server)).includes("muster_letters_waiting 0"));
  assert.equal(back.letters.length, 1);
  assert.ok((await metrics(ada, server)).includes('muster_letters_total{outcome="unknown"} 1'));
});

test("a letter names nothing that its person may not read any more when it is sent", async (t) => {
  const { mail, server, ada, ines } = await company(t, ["--digest-every", "3s"]);
  for (const [id, name] of [["weekly", "First Keys"], ["secret", "Nightjar"]]) {
    await bring(ada, server, reviews(id, name, `Ines <@${ines.id}>`, [{ words: `${name} waits` }]));
  }
  const people = [ines.id];
  const confined = await ask(ada, server, "PATCH", "/api/docs/secret", { audience: "roster", people });
  assert.equal(confined.status, 204, JSON.stringify(confined.body));
  await reached(server, mail, ines, INES);
  await eventually(() => digests(mail, INES).some(({ text }) => text.includes("Nightjar waits")));
  const { port } = mail;
  await mail.stop();
  await eventually(() => server.output.includes("the mail server does not answer"));
  const off = await ask(ada, server, "DELETE", `/api/docs/secret/roster/${ines.id}`);
  assert.equal(off.status, 204, JSON.stringify(off.body));
  const back = await startMailServer({ port });
  t.after(() => back.stop());
  const letter = await eventually(() => digests(back, INES)[0] ?? false);
  assert.ok(letter.text.includes("First Keys waits") && !letter.raw.includes("Nightjar"), letter.text);
});
