// The bytes that come over the wire for a page, as the browser itself counts them, and how slow wire and processor are made.

/** The lines of a run: this machine as it is, and a phone's processor on a phone's line (Chromium's own "slow 4G"). */
export const LINES = {
  plain: {},
  slow: { cpu: 4, network: { latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375, connectionType: "cellular4g" } },
};

/**
 * Counts from here on. `until(wall)` answers the bytes that had come by then, with heads and with frames of sockets; `bodies(of)`
 * the bodies of the requests whose address `of` lets through; `held()` what is open now.
 */
export async function watchWire(page, { cpu, network }) {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  if (network) await session.send("Network.emulateNetworkConditions", { offline: false, ...network });
  if (cpu) await session.send("Emulation.setCPUThrottlingRate", { rate: cpu });

  const [requests, sockets, pieces] = [new Map(), new Set(), []];
  let sinceBegin;
  const grow = (requestId, timestamp, total) => {
    const request = requests.get(requestId);
    if (!request || total <= request.n_bytes) return;
    pieces.push({ timestamp, n_bytes: total - request.n_bytes });
    request.n_bytes = total;
  };
  const end = ({ requestId }) => requests.has(requestId) && (requests.get(requestId).isOpen = false);
  session.on("Network.requestWillBeSent", ({ requestId, request: { url }, timestamp, wallTime }) => {
    sinceBegin ??= wallTime - timestamp;
    requests.set(requestId, { url, n_bytes: 0, n_head: 0, isOpen: true });
  });
  session.on("Network.responseReceived", ({ requestId, timestamp, response: { encodedDataLength } }) => {
    grow(requestId, timestamp, encodedDataLength);
    if (requests.has(requestId)) requests.get(requestId).n_head = encodedDataLength;
  });
  session.on("Network.dataReceived", ({ requestId, timestamp, encodedDataLength }) => {
    grow(requestId, timestamp, (requests.get(requestId)?.n_bytes ?? 0) + encodedDataLength);
  });
  session.on("Network.loadingFinished", (finished) => {
    grow(finished.requestId, finished.timestamp, finished.encodedDataLength);
    end(finished);
  });
  session.on("Network.loadingFailed", end);
  session.on("Network.webSocketCreated", ({ requestId }) => sockets.add(requestId));
  session.on("Network.webSocketClosed", ({ requestId }) => sockets.delete(requestId));
  session.on("Network.webSocketFrameReceived", ({ timestamp, response: { payloadData, opcode } }) => {
    const isText = opcode === 1;
    pieces.push({ timestamp, n_bytes: isText ? payloadData.length : Math.floor((payloadData.length * 3) / 4) });
  });

  const sum = (numbers) => numbers.reduce((sum, n) => sum + n, 0);
  return {
    until: (wall) => sum(pieces.filter(({ timestamp }) => (timestamp + sinceBegin) * 1000 <= wall).map(({ n_bytes }) => n_bytes)),
    bodies: (of) => sum([...requests.values()].filter(({ url }) => of(url)).map(({ n_bytes, n_head }) => n_bytes - n_head)),
    held: () => ({ n_sockets: sockets.size, n_requests: [...requests.values()].filter(({ isOpen }) => isOpen).length }),
  };
}
