// Both ways of being away at once: no network, and no server.

/** The service worker holds the app and answers for this page. */
export const kept = (page) => page.waitForFunction(() => navigator.serviceWorker.controller);

/** Takes network and server away; the answer gives both back, and the end of the test does at the latest. */
export async function goAway(t, context, server) {
  await context.setOffline(true);
  await server.kill();
  let away = true;
  const comeBack = async () => {
    if (!away) return;
    away = false;
    await server.start();
    await context.setOffline(false);
  };
  t.after(comeBack);
  return comeBack;
}
