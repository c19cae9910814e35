// A real mail server that takes letters, or refuses them, and a small company whose reviews ask something of people.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { SMTPServer } from "smtp-server";

/**
 * A mail server on a free port, or on `port`. `letters` are those it took; `refusals` are given to the next ones, one each.
 * With a `certificate` it speaks TLS: from the first byte on where it is `secure`, else by STARTTLS. With a `password` it takes
 * letters only from who says that one; `logins` are the tries. Without TLS, `heard` is all that was said to it.
 */
export async function startMailServer({ port = 0, certificate, secure = false, password } = {}) {
  const mail = { letters: [], refusals: [], port: 0, tries: 0, password, logins: [], heard: "" };
  const isPlain = !certificate;
  const answer = (session, done) => {
    mail.tries += 1;
    const refusal = mail.refusals.shift();
    if (refusal === "hang up") return session.connection.destroy();
    if (refusal === "go away") return mail.stop();
    done(refusal && Object.assign(new Error("not now"), { responseCode: refusal }));
  };
  const smtp = new SMTPServer({
    ...certificate,
    secure,
    authOptional: !password,
    allowInsecureAuth: isPlain,
    disabledCommands: [isPlain && "STARTTLS", !password && "AUTH"].filter(Boolean),
    logger: false,
    onAuth(tried, session, done) {
      mail.logins.push({ username: tried.username, password: tried.password, secure: session.secure });
      if (tried.password === mail.password) done(null, { user: tried.username });
      else done(new Error("Invalid username or password"));
    },
    onData(stream, session, done) {
      const parts = [];
      stream.on("data", (part) => parts.push(part));
      stream.on("end", () => {
        const letter = read(Buffer.concat(parts).toString("utf8"), session.envelope.rcptTo[0].address);
        answer({ connection: mail.sockets.at(-1) }, (refused) => {
          if (!refused) mail.letters.push(letter);
          done(refused);
        });
      });
    },
  });
  mail.sockets = [];
  smtp.server.on("connection", (socket) => {
    mail.sockets.push(socket);
    if (isPlain) socket.on("data", (bytes) => (mail.heard += bytes));
  });
  // A connection that this side ends is no trouble of the test's.
  smtp.on("error", () => {});
  await new Promise((listening) => smtp.listen(port, "127.0.0.1", listening));
  mail.port = smtp.server.address().port;
  mail.stop = () => {
    mail.sockets.forEach((socket) => socket.destroy());
    return new Promise((stopped) => smtp.close(stopped));
  };
  mail.to = (address) => mail.letters.filter((letter) => letter.to === address);
  return mail;
}

/**
 * Certificates for a mail server, made for this test: by an authority that no machine knows, whose file is `ca`, for the name
 * `localhost` and for another one.
 */
export async function certificates(t) {
  const folder = await mkdtemp(join(tmpdir(), "muster-ca-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const file = (name) => join(folder, name);
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const openssl = (...args) => promisify(execFile)("openssl", ["req", "-x509", "-days", "2", ...curve, ...args]);
  await openssl("-keyout", file("ca.key"), "-out", file("ca.pem"), "-subj", "/CN=An authority of our own");
  const signed = async (name) => {
    const by = ["-CA", file("ca.pem"), "-CAkey", file("ca.key"), "-addext", "basicConstraints=critical,CA:FALSE"];
    const of = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
    await openssl("-keyout", file("its.key"), "-out", file("its.pem"), ...of, ...by);
    return { key: await readFile(file("its.key")), cert: await readFile(file("its.pem")) };
  };
  return { ca: file("ca.pem"), ours: await signed("localhost"), others: await signed("mail.other.example") };
}

/** A letter in its parts. */
function read(raw, to) {
  const [head, ...body] = raw.split("\r\n\r\n");
  const headers = Object.fromEntries(
    head.replaceAll(/\r\n[ \t]+/g, " ").split("\r\n").map((line) => [line.split(":")[0].toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const boundary = /boundary="([^"]+)"/.exec(headers["content-type"])[1];
  const part = (kind) => {
    const found = body.join("\r\n\r\n").split(`--${boundary}`).find((one) => one.includes(`Content-Type: ${kind}`));
    const [partHead, ...words] = found.split("\r\n\r\n");
    return decoded(words.join("\r\n\r\n"), /Content-Transfer-Encoding: (\S+)/.exec(partHead)?.[1]);
  };
  return { to, headers, subject: headers.subject, text: part("text/plain"), html: part("text/html"), raw };
}

function decoded(text, encoding) {
  if (encoding === "base64") return Buffer.from(text, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return text;
  const bytes = text.replaceAll("=\r\n", "").replaceAll(/=([0-9A-F]{2})/g, (_, byte) => String.fromCharCode(Number.parseInt(byte, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

const DAY_MS = 24 * 3600 * 1000;
const said = (value, by = "", at_ms = Date.now()) => [{ value, by, at_ms }];

/** The day that is so many days from now, as `2026-11-29`. */
export const dayFromNow = (days) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** A weekly series called `name` whose next review is five days off; its review of four days ago has an item that `presenter` presents. */
export function reviews(id, name, presenter, advice = []) {
  const first = dayFromNow(-9);
  const values = { first: said(`${first}T10:00`), rhythm: said("FREQ=DAILY;INTERVAL=7"), zone: said("UTC") };
  const series = { id, kind: "series", sheet: { texts: { name }, values } };
  const slot = `${dayFromNow(-2).replaceAll("-", "")}T1000`;
  const items = [{ id: "item-1", order: "V", texts: { title: "Keys on time" }, values: { presenter: said(presenter) } }];
  const rows = advice.map(({ words, by = "Bo", at_ms }, n) => ({
    id: `advice-${words.replaceAll(/\W/g, "")}`,
    order: `V${n}`,
    values: { item: said("item-1", by, at_ms), text: said(words, by, at_ms) },
  }));
  const review = { id: `${id}-r${slot}`, kind: "review", sheet: { lists: { items, advice: rows } } };
  return { muster: 1, documents: [series, review] };
}
