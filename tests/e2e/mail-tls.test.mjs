// Letters over TLS, against a real mail server that asks who hands them over: by `smtps://` and by STARTTLS, with a password that
// is right, wrong or missing, with certificates that are trusted and that are not, and with no TLS at all.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";

import { cast, eventually, launchBrowser, runMuster } from "./harness.mjs";
import { me, owned, startWithDoors } from "./parts/doors.mjs";
import { certificates, reviews, startMailServer } from "./parts/letters.mjs";
import { ask, bring, digests, mailbox, metrics, reached } from "./parts/mailbox.mjs";

const ADA = "ada@company.example";
const PASSWORD = "h@rse/b#ttery 7";
const IN_A_LINK = encodeURIComponent(PASSWORD);
const FLAGS = ["--mail-from", "muster@company.example", "--mail-gather", "1s", "--mail-retry", "1s", "--digest-every", "2s"];

let browser;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** The address of a mail server, as an operator says it. */
function smtp({ port }, { secure, password = IN_A_LINK } = {}) {
  const place = `${password ? `muster:${password}@` : ""}localhost:${port}`;
  return secure ? `smtps://${place}` : `smtp://${place}?tls=required`;
}

/** A server whose operator says by `env` where letters go, and its owner. Changes of `env` hold from a restart on. */
async function house(t, env) {
  const server = await startWithDoors({ args: FLAGS, env });
  t.after(() => server.stop());
  const ada = await cast(t, browser)("Ada");
  await owned(server, ada, "Ada");
  ada.id = (await me(ada.page, server)).id;
  return { server, ada };
}

async function startFor(t, options) {
  const mail = await startMailServer(options);
  t.after(() => mail.stop());
  return mail;
}

const says = (server, words) => eventually(() => server.output.includes(words));
const asked = (server, ada) => ask(ada, server, "POST", "/api/me/mail", { address: ADA });

async function tellsNoPassword(server) {
  const listing = await readFile(`/proc/${server.pid}/cmdline`, "utf8");
  for (const password of [PASSWORD, IN_A_LINK, Buffer.from(`\0muster\0${PASSWORD}`).toString("base64")]) {
    assert.ok(!server.output.includes(password), "the log has the password");
    assert.ok(!listing.includes(password), "the list of processes has the password");
  }
}

for (const secure of [true, false]) {
  const way = secure ? "smtps://" : "STARTTLS";

  test(`letters go by ${way} with a login, and nobody else reads the password`, async (t) => {
    const { ca, ours } = await certificates(t);
    const mail = await startFor(t, { certificate: ours, secure, password: PASSWORD });
    const { server, ada } = await house(t, { MUSTER_SMTP: smtp(mail, { secure }), SSL_CERT_FILE: ca });
    await says(server, "the mail server takes letters");
    await reached(server, mail, ada, ADA);
    assert.ok(mail.logins.length > 0);
    for (const login of mail.logins) assert.deepEqual(login, { username: "muster", password: PASSWORD, secure: true });
    await tellsNoPassword(server);
  });

  test(`a certificate that is not trusted is refused by ${way} in a sentence, and one's own authority can be trusted`, async (t) => {
    const { ca, ours, others } = await certificates(t);
    const mail = await startFor(t, { certificate: ours, secure, password: PASSWORD });
    const env = { MUSTER_SMTP: smtp(mail, { secure }) };
    const { server, ada } = await house(t, env);
    await says(server, "the mail server has no certificate that this machine trusts for its name");
    assert.ok(server.output.includes("SSL_CERT_FILE"), server.output);
    assert.equal((await asked(server, ada)).status, 503);
    assert.deepEqual([mail.logins, mail.letters], [[], []]);

    // One of a trusted authority is still another server's.
    const other = await startFor(t, { certificate: others, secure, password: PASSWORD });
    Object.assign(env, { MUSTER_SMTP: smtp(other, { secure }), SSL_CERT_FILE: ca });
    const before = server.output.length;
    await server.restart();
    await eventually(() => server.output.slice(before).includes("no certificate that this machine trusts for its name"));
    assert.equal((await asked(server, ada)).status, 503);
    assert.deepEqual([other.logins, other.letters], [[], []]);

    env.MUSTER_SMTP = smtp(mail, { secure });
    await server.restart();
    await says(server, "the mail server takes letters");
    await reached(server, mail, ada, ADA);
    await tellsNoPassword(server);
  });
}

test("a wrong password is a line for the operator, letters wait, and go once it is mended", async (t) => {
  const { ca, ours } = await certificates(t);
  const mail = await startFor(t, { certificate: ours, secure: true, password: PASSWORD });
  const env = { MUSTER_SMTP: smtp(mail, { secure: true }), SSL_CERT_FILE: ca };
  const { server, ada } = await house(t, env);
  await reached(server, mail, ada, ADA);
  mail.password = "another one";
  mail.sockets.forEach((socket) => socket.destroy());
  await bring(ada, server, reviews("weekly", "First Keys", `Ada <@${ada.id}>`));
  await says(server, "letters wait: the mail server does not take the name and password in `--smtp`");
  await eventually(async () => (await metrics(ada, server)).includes("muster_letters_waiting 1"));
  // Somebody who asks for a letter is not told that their address is bad.
  const { status, body } = await asked(server, ada);
  assert.equal(status, 503, JSON.stringify(body));
  assert.match(body.detail, /does not take letters just now/);
  assert.doesNotMatch(await metrics(ada, server), /outcome="refused"\} [1-9]/);
  assert.equal((await mailbox(ada, server)).trouble, undefined);
  assert.equal(digests(mail, ADA).length, 0);

  env.MUSTER_SMTP = smtp(mail, { secure: true, password: encodeURIComponent(mail.password) });
  await server.restart();
  const letter = await eventually(() => digests(mail, ADA)[0] ?? false);
  assert.ok(letter.text.includes("First Keys"), letter.text);
  assert.equal((await mailbox(ada, server)).trouble, undefined);
  await tellsNoPassword(server);
});

test("a mail server that wants a login where none is said takes no letter, and no address is to blame", async (t) => {
  const { ca, ours } = await certificates(t);
  const mail = await startFor(t, { certificate: ours, secure: true, password: PASSWORD });
  const { server, ada } = await house(t, { MUSTER_SMTP: smtp(mail, { secure: true, password: "" }), SSL_CERT_FILE: ca });
  assert.equal((await asked(server, ada)).status, 503);
  await says(server, "or wants them where there are none");
  assert.deepEqual([mail.logins, mail.letters], [[], []]);
});

test("where TLS is required and not offered, neither a password nor a letter is said, and they go once it is", async (t) => {
  const { ca, ours } = await certificates(t);
  const mail = await startMailServer({ password: PASSWORD });
  const { port } = mail;
  const { server, ada } = await house(t, { MUSTER_SMTP: smtp(mail), SSL_CERT_FILE: ca });
  await says(server, "the mail server cannot do what `--smtp` asks for, and got no password and no letter");
  assert.equal((await asked(server, ada)).status, 503);
  assert.match(mail.heard, /^EHLO /m);
  assert.ok(!/AUTH|MAIL FROM/i.test(mail.heard) && !mail.heard.includes(PASSWORD), mail.heard);
  assert.deepEqual([mail.logins, mail.letters], [[], []]);
  await mail.stop();
  const mended = await startFor(t, { port, certificate: ours, password: PASSWORD });
  await reached(server, mended, ada, ADA);
  assert.ok(mended.logins.every(({ secure }) => secure));
  await tellsNoPassword(server);
});

test("a password that could go without TLS is refused before the server begins", async () => {
  for (const [url, words] of [
    [`smtp://muster:${IN_A_LINK}@mail.example:25?tls=opportunistic`, "a password goes over TLS and never without"],
    [`smtp://muster:${IN_A_LINK}@mail.example:25`, "letters go over TLS"],
    ["smtp://mail.example/@localhost", "%40, %2F and %23"],
    ["smtps://muster@mail.example", "has a name and no password"],
    [`smtps://muster:${PASSWORD}@mail.example`, "%40, %2F and %23"],
  ]) {
    const env = { MUSTER_SMTP: url, MUSTER_MAIL_FROM: "muster@company.example" };
    const serve = ["serve", "--open", "--listen", "127.0.0.1:0", "--data", "/dev/null/nothing"];
    const { code, stdout, stderr } = await runMuster(serve, { env });
    assert.notEqual(code, 0);
    assert.ok(stderr.includes(words), stderr);
    assert.ok(![PASSWORD, IN_A_LINK].some((password) => (stdout + stderr).includes(password)), stderr);
  }
});
