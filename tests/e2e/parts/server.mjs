// The real binary on a free port with a data folder of its own. Waits are on conditions, never on time.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const BINARY = process.env.MUSTER_BIN ?? join(ROOT, "target/release/muster");

const START_MS = 15_000;
const STOP_MS = 15_000;
const RUN_MS = 60_000;

/**
 * Starts `muster serve` on a free port with a data folder of its own. `args` replaces the default `--open`.
 * `app` is where browsers find it. `restart()` keeps port and data, `restartEmpty()` the port only, `{ from }` with what
 * a backup holds; `stop()` ends it and removes the folder.
 */
export async function startServer({ args = ["--open"], env = {}, data } = {}) {
  assert.ok(existsSync(BINARY), `there is no ${BINARY}: run \`cargo xtask build\` first`);
  const folder = data ?? (await mkdtemp(join(tmpdir(), "muster-e2e-")));
  const server = { data: folder, url: "", app: "", port: 0, pid: 0, output: "" };
  let child;

  const launch = async () => {
    const flags = ["serve", "--listen", `127.0.0.1:${server.port}`, "--data", folder, ...args];
    child = spawn(BINARY, flags, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const started = { child, output: "", ended: new Promise((done) => child.once("close", done)) };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        started.output += text;
        server.output += text;
      });
    }
    const url = await eventually(() => {
      assert.equal(child.exitCode, null, `muster ended early:\n${started.output}`);
      return /listening on (http:\/\/\S+)/.exec(started.output)?.[1].replace(/\/$/, "") ?? false;
    }, START_MS);
    const port = Number(new URL(url).port);
    Object.assign(server, { url, port, pid: child.pid, app: `http://localhost:${port}` });
    return started;
  };

  let running = await launch();
  server.kill = async (signal = "SIGTERM") => {
    if (running.child.exitCode === null && running.child.signalCode === null) running.child.kill(signal);
    await within(running.ended, STOP_MS, () => `muster did not end after ${signal}:\n${running.output}`);
  };
  server.restart = async (signal = "SIGTERM") => {
    await server.kill(signal);
    running = await launch();
  };
  server.start = async () => {
    running = await launch();
  };
  server.restartEmpty = async ({ from } = {}) => {
    await server.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
    if (from) await restore(from, folder);
    running = await launch();
  };
  server.isRunning = () => running.child.exitCode === null && running.child.signalCode === null;
  server.stop = async () => {
    await server.kill();
    if (!data) await rm(folder, { recursive: true, force: true });
  };
  return server;
}

async function restore(backup, folder) {
  const { code, stderr } = await runMuster(["restore", backup, "--data", folder]);
  assert.equal(code, 0, stderr);
}

/** Runs a `muster` command to its end. */
export async function runMuster(args, { env = {} } = {}) {
  const child = spawn(BINARY, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const result = { code: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text) => (result.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (result.stderr += text));
  const ended = new Promise((done) => child.once("close", done));
  result.code = await within(ended, RUN_MS, () => `muster ${args.join(" ")} does not end:\n${result.stderr}`);
  return result;
}

/** The documents the server lists. */
export const listDocs = (server) => fetch(`${server.url}/api/docs`).then((answer) => answer.json());

/** Makes a document over the API and answers its id. */
export async function makeDoc(server, { kind = "charter", ...wanted } = {}) {
  const response = await fetch(`${server.url}/api/docs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind, ...wanted }),
  });
  assert.ok(response.ok, `a document could not be made: ${response.status} ${await response.clone().text()}`);
  return (await response.json()).id;
}

/** Asks until the answer is neither `false` nor an exception, and gives it back. */
export async function eventually(ask, ms = 20_000) {
  const end = performance.now() + ms;
  for (;;) {
    let why;
    try {
      const answer = await ask();
      if (answer !== false) return answer;
      why = new Error(`still not so after ${ms} ms: ${ask}`);
    } catch (error) {
      why = error;
    }
    if (performance.now() > end) throw why;
    await new Promise((done) => setTimeout(done, 25));
  }
}

async function within(promise, ms, complaint) {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(complaint())), ms)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
