// A browser on a profile that outlives it: it can be killed, and started again on what it left behind.
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { CHROMIUM, FLAGS } from "../harness.mjs";
import { eventually } from "./server.mjs";

/** `start()` gives a page; `kill()` ends the browser as a crash or an empty battery would. */
export async function newProfile() {
  const folder = await mkdtemp(join(tmpdir(), "muster-profile-"));
  const portFile = join(folder, "DevToolsActivePort");
  let child, ended;
  const start = async () => {
    await rm(portFile, { force: true });
    const flags = [...FLAGS, "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${folder}`, "about:blank"];
    child = spawn(CHROMIUM, flags, { detached: true, stdio: "ignore" });
    ended = new Promise((done) => child.once("close", done));
    // The file is there before its lines are.
    const port = await eventually(async () => /^(\d+)\n/.exec(await readFile(portFile, "utf8"))?.[1] ?? false, 20_000);
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    const [context] = browser.contexts();
    return { context, page: context.pages()[0] ?? (await context.newPage()) };
  };
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid, "SIGKILL");
    await ended;
  };
  const remove = async () => {
    await kill();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { start, kill, remove };
}
