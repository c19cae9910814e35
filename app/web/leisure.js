// Work that the first words can do without, and that needs the network. It begins once they stand, the browser has nothing
// better to do, and there is a connection.

/** A page that never gets there lets such work wait no longer, in milliseconds. */
const PATIENCE_MS = 6000;
/** The same for a browser that always has something to do. */
const BUSY_MS = 2000;

/** Answers once `there` does, or takes too long, and the browser is idle and connected then. */
export async function leisure(there) {
  await Promise.race([there, new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  await new Promise((done) => {
    if (globalThis.requestIdleCallback) requestIdleCallback(done, { timeout: BUSY_MS });
    else setTimeout(done, BUSY_MS);
  });
  if (!navigator.onLine) await new Promise((done) => addEventListener("online", done, { once: true }));
}
