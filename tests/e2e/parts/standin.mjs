// A server in the place of Muster's: it has Muster's scripts, and whatever text a test wants it to say.
import { createServer } from "node:http";

/** Starts it before `server`. `says` is the page that it answers for every document; `asked` are the paths it was asked for. */
export async function startStandIn(server) {
  const standIn = { says: "", asked: [] };
  const http = createServer((request, response) => void answer(request, response));
  await new Promise((done) => http.listen(0, "127.0.0.1", done));
  standIn.app = `http://localhost:${http.address().port}`;

  async function answer(request, response) {
    const { pathname } = new URL(request.url, standIn.app);
    standIn.asked.push(pathname);
    const open = { "access-control-allow-origin": request.headers.origin ?? "*", "access-control-allow-headers": "*" };
    if (/^\/embed\/[^/]+\.html$/.test(pathname)) {
      response.writeHead(200, { ...open, "content-type": "text/html; charset=utf-8" });
      return response.end(standIn.says);
    }
    const real = await fetch(server.url + pathname);
    const isOurs = pathname === "/embed.js" || pathname.startsWith("/assets/");
    response.writeHead(isOurs ? real.status : 404, { ...open, "content-type": real.headers.get("content-type") ?? "text/plain" });
    response.end(isOurs ? named(pathname, Buffer.from(await real.arrayBuffer())) : "nothing here");
  }
  /** The loader has the address of its server written into it. */
  const named = (pathname, bytes) => (pathname === "/embed.js" ? bytes.toString().replaceAll(server.app, standIn.app) : bytes);

  standIn.close = () => {
    http.closeAllConnections();
    return new Promise((done) => http.close(done));
  };
  return standIn;
}
