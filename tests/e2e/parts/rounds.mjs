// Rounds of requests: those that are asked for while none of their round has been answered yet. On a slow line each round is
// felt, however little it carries.

/** A request that only follows changes, or asks once more; no word waits for it. */
const isLater = ({ pathname }) => /^\/(api\/|livez)/.test(pathname);

/**
 * Lets `page` have the answers of `server` in two rounds: the first is `first`, the second all that is asked for until
 * `isWhole(paths)`. What is asked for later is never answered, so that what needs a third round does not come. Answers the paths
 * of the second round, and of what was asked for later.
 */
export async function inTwoRounds(page, server, { first, isWhole }) {
  const [second, third] = [[], []];
  let release;
  const released = new Promise((done) => (release = done));
  let isOver = false;
  await page.route(({ origin, pathname }) => origin === server.app && pathname !== first, async (route) => {
    const url = new URL(route.request().url());
    if (isOver) return void (isLater(url) || third.push(url.pathname));
    second.push(url.pathname);
    if (isWhole(second)) {
      isOver = true;
      release();
    }
    await released;
    await route.fallback();
  });
  return { second, third };
}
