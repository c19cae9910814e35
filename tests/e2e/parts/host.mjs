// Other people's pages: a small server under any name that ends in .localhost, which no site shares with `localhost`.
import { createServer } from "node:http";

/** Serves whatever is `put` there, and each `file` as it is. Every name reaches it: `url("wiki.localhost", "/page")`. */
export async function startHost() {
  const pages = new Map();
  const seen = [];
  const server = createServer((request, response) => {
    seen.push({ url: request.url, headers: request.headers });
    const page = pages.get(new URL(request.url, "http://host").pathname);
    response.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8", ...page?.headers });
    response.end(page?.html ?? "nothing here");
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  const url = (name, path) => `http://${name}:${port}${path}`;
  const put = (path, body, { headers = {}, head = "" } = {}) => {
    const icon = `<link rel="icon" href="data:,">`;
    const html = `<!doctype html><html lang="en"><head><title>A wiki</title>${icon}${head}</head><body>${body}</body></html>`;
    pages.set(path, { html, headers });
    return url("wiki.localhost", path);
  };
  const file = (path, body, headers) => void pages.set(path, { html: body, headers });
  const close = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { port, url, put, file, seen, close };
}

/** The loader's tag, as wikis are told to paste it. */
export const loader = (server) => `<script type="module" src="${server.app}/embed.js"></script>`;

export { watchSockets } from "./channels.mjs";
