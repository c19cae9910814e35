// A wiki that runs for one test, and its page.
import { server } from "../e2e/parts/stage.mjs";

/** A page with something before and after what is pasted. */
export const pageWith = (pasted) => `Before the charter.\n\n${pasted}\n\nAfter the charter.\n`;

/** Starts the wiki for one test. */
export async function startedFor(t, wiki, wanted) {
  const running = await wiki.start({ app: server.app, ...wanted });
  t.after(() => running.stop());
  return running;
}
