// Debian's Caddy before a server, with the file that operators copy.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { eventually, ROOT } from "./server.mjs";

/** Starts Caddy on a free port of this machine, without TLS; `app` is where browsers find what is behind it. */
export async function startCaddy(t, server) {
  const [home, port] = [await mkdtemp(join(tmpdir(), "muster-caddy-")), await freePort()];
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    XDG_DATA_HOME: home,
    XDG_CONFIG_HOME: home,
    MUSTER_SITE: `http://:${port}`,
    MUSTER_BIND: "127.0.0.1",
    MUSTER_UPSTREAMS: `127.0.0.1:${server.port}`,
    MUSTER_CADDY_ADMIN: "off",
  };
  const words = ["run", "--adapter", "caddyfile", "--config", join(ROOT, "docs/deploy/Caddyfile")];
  const child = spawn("caddy", words, { env, stdio: ["ignore", "ignore", "pipe"] });
  let output = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (output += text));
  const ended = new Promise((done) => child.once("close", done));
  child.once("error", (error) => (output += error));
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
    await rm(home, { recursive: true, force: true });
  });
  const app = `http://localhost:${port}`;
  await eventually(async () => {
    assert.equal(child.exitCode, null, `Caddy ended early:\n${output}`);
    return (await fetch(`http://127.0.0.1:${port}/livez`)).ok;
  });
  return { app, url: `http://127.0.0.1:${port}` };
}

async function freePort() {
  const taker = createServer();
  await new Promise((done) => taker.listen(0, "127.0.0.1", done));
  const { port } = taker.address();
  await new Promise((done) => taker.close(done));
  return port;
}
