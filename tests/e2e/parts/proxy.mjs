// A proxy between a page and the server, as companies have them.
import { createServer, request as ask } from "node:http";
import { connect } from "node:net";

/**
 * Starts a proxy before a server. `change` may alter what the server says on a socket; an upgrade at an address that
 * `passes` does not let through is answered with 404. `hangUp` ends the sockets that are open.
 */
export async function startProxy(server, { change = (bytes) => bytes, passes = () => true }) {
  const inbound = new Set();
  const proxy = createServer((request, response) => {
    const headers = { ...request.headers, host: `127.0.0.1:${server.port}` };
    const options = { host: "127.0.0.1", port: server.port, path: request.url, method: request.method, headers };
    request.pipe(ask(options, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    }).on("error", () => response.destroy()));
  });
  proxy.on("upgrade", (request, socket, head) => {
    if (!passes(request.url)) return socket.on("error", () => {}).end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    const through = connect(server.port, "127.0.0.1");
    const lines = [`GET ${request.url} HTTP/1.1`];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      const [name, value] = request.rawHeaders.slice(at, at + 2);
      // A packed frame cannot be altered in place.
      if (!/^(host|sec-websocket-extensions)$/i.test(name)) lines.push(`${name}: ${value}`);
    }
    through.write(`${lines.join("\r\n")}\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
    through.write(head);
    inbound.add(socket);
    socket.on("error", () => through.destroy()).on("close", () => through.destroy()).pipe(through);
    through.on("error", () => socket.destroy()).on("data", (bytes) => socket.write(change(bytes)));
    through.on("end", () => socket.end());
  });
  await new Promise((done) => proxy.listen(0, "127.0.0.1", done));
  const close = () => {
    inbound.forEach((socket) => socket.destroy());
    proxy.closeAllConnections();
    return new Promise((done) => proxy.close(done));
  };
  return { app: `http://localhost:${proxy.address().port}`, close, hangUp: () => inbound.forEach((socket) => socket.destroy()) };
}
