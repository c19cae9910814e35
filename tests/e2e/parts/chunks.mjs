// The chunks of the app: which there are, which a page has loaded, and how to take one away.

const isWasm = (path) => path.endsWith(".wasm");

/** The paths of the app's Wasm files: what the service worker of a server keeps. */
export async function appOf(server) {
  const worker = await (await fetch(`${server.app}/sw.js`)).text();
  const kept = JSON.parse(/^const ASSETS = (.*);$/m.exec(worker)[1]);
  const wasm = kept.filter((path) => path.startsWith("/assets/app-") && isWasm(path)).sort();
  return { kept, wasm, isSplit: wasm.length > 1 };
}

/** Every Wasm file that pages of a context ask for from now on. */
export function watchChunks(context) {
  const asked = [];
  context.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (isWasm(pathname)) asked.push(pathname);
  });
  return asked;
}

/** Keeps a chunk from a page until the answer is called. `refuse` is what becomes of its request. */
export async function withhold(page, group, refuse = (route) => route.abort()) {
  const url = `**/split_${group}.wasm`;
  await page.route(url, refuse);
  return () => page.unroute(url);
}
