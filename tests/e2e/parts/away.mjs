// Both ways of being away at once, no network and no server, and a charter that is begun so.
import { eventually } from "../harness.mjs";

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

/** Begins a charter in the app that the device has, and opens it; answers its id. */
export async function beginAway(page, server, name) {
  await page.goto(`${server.app}/new`);
  await page.getByRole("textbox", { name: "Team name" }).pressSequentially(name);
  await page.keyboard.press("Enter");
  const doc = await eventually(() => /\/new\/([\w-]+)$/.exec(page.url())?.[1] ?? false);
  await page.goto(`${server.app}/d/${doc}`);
  return doc;
}
