// A client of the WebDriver protocol, as far as the tests of WebKit need it: https://www.w3.org/TR/webdriver2/
import { spawn } from "node:child_process";
import { createServer } from "node:net";

import { eventually } from "../parts/server.mjs";
import { pierced } from "./pierced.mjs";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";
/** Keys as the protocol names them. */
const KEYS = { Enter: "\uE007", Backspace: "\uE003", Escape: "\uE00C", Tab: "\uE004", End: "\uE010", Home: "\uE011", Control: "\uE009", Shift: "\uE008", Alt: "\uE00A" };

/** A port nobody listens on. */
export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a driver, and through it one browser. `env` is for both. */
export async function startDriver({ program, env }) {
  const port = await freePort();
  const child = spawn(program, [`--port=${port}`], { env: { ...process.env, ...env }, stdio: "ignore" });
  const ended = new Promise((done) => child.once("close", done));
  const call = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  await eventually(() => call("GET", "/status"), 20_000);
  const { sessionId } = await call("POST", "/session", { capabilities: { alwaysMatch: {} } });
  const ask = (method, path, body) => call(method, `/session/${sessionId}${path}`, body);
  await ask("POST", "/timeouts", { script: 30_000, pageLoad: 60_000 });
  const close = async () => {
    await call("DELETE", `/session/${sessionId}`).catch(() => {});
    child.kill();
    await ended;
  };
  return { ask, close };
}

/** Runs a function in the page and waits for what it answers. */
export async function run(ask, work, args) {
  const script = `const done = arguments[arguments.length - 1];
    Promise.resolve().then(() => (${work})(...[...arguments].slice(0, -1))).then((value) => done({ value }), (why) => done({ why: why + "\\n" + why?.stack }));`;
  const { value, why } = await ask("POST", "/execute/async", { script, args });
  if (why) throw new Error(why);
  return value;
}

/** The first element that fits, as the protocol passes it around; " >>> " leads into a shadow tree. */
export async function element(ask, selector) {
  const found = await ask("POST", "/execute/sync", { script: `return (${pierced})(arguments[0])`, args: [selector] });
  if (!found) throw new Error(`there is no ${selector}`);
  return { [ELEMENT]: found[ELEMENT] };
}

/** Clicks where an element is. */
export async function click(ask, selector) {
  const { [ELEMENT]: id } = await element(ask, selector);
  await ask("POST", `/element/${id}/click`, {});
}

/** Presses keys one after the other: letters, or names with what is held meanwhile, as "Control+End". */
export async function press(ask, presses) {
  const actions = presses.flatMap((one) => {
    const keys = (one.length > 1 ? one.split("+") : [one]).map((key) => KEYS[key] ?? key);
    return [...keys.map((value) => ({ type: "keyDown", value })), ...keys.reverse().map((value) => ({ type: "keyUp", value }))];
  });
  await ask("POST", "/actions", { actions: [{ type: "key", id: "keyboard", actions }] });
}
