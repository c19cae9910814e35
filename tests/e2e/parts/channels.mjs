// The channels of a page's documents, as they are seen on its sockets: many on one, or each document on a socket of its own.

const [OPEN, PIECE, FRAME, CLOSE] = [0, 1, 2, 3];

/** A number of seven bits a byte, lowest first, and the bytes after it. */
function number(bytes) {
  const end = bytes.findIndex((byte) => byte < 0x80);
  const value = bytes.subarray(0, end + 1).reduceRight((value, byte) => value * 128 + (byte & 0x7f), 0);
  return [value, bytes.subarray(end + 1)];
}

function message(payload) {
  const [channel, rest] = number(Buffer.from(payload));
  return { channel, verb: rest[0], rest: rest.subarray(1) };
}

/**
 * Follows the channels that a page and its frames open from here on. Each is one object `{ doc, socket }`, with which
 * `opened`, `ended` and `heard` are called; `heard` has the bytes of a frame, or of a piece of one, besides.
 */
export function followChannels(page, { opened = () => {}, ended = () => {}, heard = () => {} }) {
  page.on("websocket", (socket) => {
    const [, alone] = /^\/sync\/(.+)$/.exec(new URL(socket.url()).pathname) ?? [];
    if (alone) {
      const channel = { doc: alone, socket };
      opened(channel);
      socket.on("framereceived", ({ payload }) => heard(channel, Buffer.from(payload)));
      socket.on("close", () => ended(channel));
      return;
    }
    const channels = new Map();
    const end = (number) => {
      const channel = channels.get(number);
      if (channels.delete(number)) ended(channel);
    };
    socket.on("framesent", ({ payload }) => {
      const { channel, verb, rest } = message(payload);
      if (verb === CLOSE) end(channel);
      if (verb !== OPEN) return;
      const [length, words] = number(rest);
      channels.set(channel, { doc: words.subarray(0, length).toString(), socket });
      opened(channels.get(channel));
    });
    socket.on("framereceived", ({ payload }) => {
      const { channel, verb, rest } = message(payload);
      if (verb === CLOSE) end(channel);
      if ((verb === PIECE || verb === FRAME) && channels.has(channel)) heard(channels.get(channel), rest);
    });
    socket.on("close", () => [...channels.keys()].forEach(end));
  });
}

/**
 * The sockets of a page: the addresses of all that it opened in `all`, how many are open now by `count()`, the documents
 * on them now by `docs()`, and in `opened` every `{ doc, url }` that it ever asked for.
 */
export function watchSockets(page) {
  const [open, channels, all, opened] = [new Set(), new Set(), [], []];
  page.on("websocket", (socket) => {
    open.add(socket);
    all.push(socket.url());
    socket.on("close", () => open.delete(socket));
  });
  followChannels(page, {
    opened: (channel) => {
      channels.add(channel);
      opened.push({ doc: channel.doc, url: channel.socket.url() });
    },
    ended: (channel) => channels.delete(channel),
  });
  const docs = () => [...channels].map(({ doc }) => doc).sort();
  return { all, opened, docs, count: () => open.size };
}
