// Rounds of requests: those that are asked for while none of their round has been answered yet. On a slow line each round is
// felt, however little it carries.

/**
 * Lets `page` have the answers of `server` in rounds. The first is `first` alone, and each of `wholes` says by the paths of a
 * round whether all of it has been asked for, and may be answered. A file that is asked for after the last one is never answered, so
 * that what needs one more round does not come. Answers the paths of each round after the first.
 */
export async function inRounds(page, server, { first, wholes }) {
  const rounds = wholes.map((isWhole) => {
    const round = { isWhole, paths: [], isOver: false };
    round.released = new Promise((done) => (round.release = done));
    return round;
  });
  await page.route(({ origin, pathname }) => origin === server.app && pathname !== first, async (route) => {
    const round = rounds.find(({ isOver }) => !isOver);
    if (!round) return;
    round.paths.push(new URL(route.request().url()).pathname);
    if (round.isWhole(round.paths)) {
      round.isOver = true;
      round.release();
    }
    await round.released;
    await route.fallback();
  });
  return rounds.map(({ paths }) => paths);
}
