// A client of WebKit's inspector, as far as a test needs it: the driver knows no profile that outlives the browser.
import WebSocket from "ws";

import { eventually } from "../parts/server.mjs";

/** How long the page may take to answer, in milliseconds; it never does when it navigates meanwhile. */
const ANSWER_MS = 20_000;

/** Waits for the first page of a browser that can be inspected at `address`, and goes into it. */
export async function inspect(address) {
  const path = await eventually(async () => {
    const page = await (await fetch(`http://${address}/`)).text();
    return /\/socket\/\d+\/\d+\/WebPage/.exec(page)?.[0] ?? false;
  }, ANSWER_MS);
  const socket = new WebSocket(`ws://${address}${path}`);
  const waiting = new Map();
  let target, number = 0;
  socket.on("message", (message) => {
    const { method, params } = JSON.parse(message);
    // A page that goes elsewhere may go on in another process, and is another target then.
    if (method === "Target.targetCreated" && params.targetInfo.type === "page" && !params.targetInfo.isProvisional) target = params.targetInfo.targetId;
    if (method === "Target.didCommitProvisionalTarget") {
      target = params.newTargetId;
      // Nobody is left there who would answer.
      for (const answer of waiting.values()) answer({ message: "the page went elsewhere" });
      waiting.clear();
    }
    if (method === "Target.dispatchMessageFromTarget") {
      const { id, result, error } = JSON.parse(params.message);
      waiting.get(id)?.(error ?? result);
      waiting.delete(id);
    }
  });
  await new Promise((done, fail) => socket.once("open", done).once("error", fail));
  await eventually(() => target ?? false, ANSWER_MS);
  const ask = (method, params = {}) => {
    const id = ++number;
    const message = JSON.stringify({ id, method, params });
    socket.send(JSON.stringify({ id, method: "Target.sendMessageToTarget", params: { targetId: target, message } }));
    return new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error(`the page did not answer ${method}`)), ANSWER_MS);
      waiting.set(id, (answer) => {
        clearTimeout(late);
        done(answer);
      });
    });
  };
  return { ask, close: () => socket.close() };
}

/** Runs a function in the page and waits for what it answers. */
export async function run(ask, work, args) {
  const expression = `Promise.resolve().then(() => (${work})(...${JSON.stringify(args)})).then((value) => ({ value }), (why) => ({ why: why + "\\n" + why?.stack }))`;
  const begun = await ask("Runtime.evaluate", { expression });
  const ended = await ask("Runtime.awaitPromise", { promiseObjectId: begun.result?.objectId, returnByValue: true });
  const { value, why } = ended.result?.value ?? { why: ended.message };
  if (why) throw new Error(why);
  return value;
}
