// Peers over real sockets: stock y-websocket providers, and a small client that speaks muster.1.
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

import { eventually } from '../e2e/parts/server.mjs'

export const HELLO = 64
export const ACK = 65
export const NACK = 66

/** A socket class that keeps the message type of every frame it hears. */
const listening = heard => class extends WebSocket {
  constructor (...given) {
    super(...given)
    this.on('message', frame => heard.push(decoding.readVarUint(decoding.createDecoder(new Uint8Array(frame)))))
  }
}

/** A stock Yjs client. `kinds` are the message types it has heard; `params` go into its address. */
export async function stockPeer (server, id, name, params = {}) {
  const doc = new Y.Doc()
  const kinds = []
  const provider = new WebsocketProvider(server.url.replace('http', 'ws') + '/sync', id, doc, {
    WebSocketPolyfill: listening(kinds),
    disableBc: true,
    maxBackoffTime: 300,
    params
  })
  provider.on('connection-error', () => {})
  doc.on('destroy', () => provider.destroy())
  provider.awareness.setLocalStateField('user', { name })
  await eventually(() => provider.synced)
  const text = root => doc.getText(root)
  const says = (root, expected) => eventually(() => text(root).toString() === expected)
  const names = () => [...provider.awareness.getStates().values()].map(state => state.user?.name).sort()
  return { doc, provider, kinds, text, says, names, leave: () => doc.destroy() }
}

/** A client that asks for muster.1: it reads each frame, and answers for its own copy. */
export async function musterPeer (server, id) {
  const doc = new Y.Doc()
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/sync/${id}`, ['muster.1'])
  const frames = []
  socket.on('message', bytes => frames.push(new Uint8Array(bytes)))
  socket.on('error', () => {})
  await eventually(() => socket.readyState === WebSocket.OPEN)
  const kind = frame => decoding.readVarUint(decoding.createDecoder(frame))
  /** The next frame of a message type, and of a sync step; what is skipped stays for later. */
  const next = async (...wanted) => {
    const fits = frame => wanted.every((part, at) => frame[at] === part)
    await eventually(() => frames.some(fits))
    const decoder = decoding.createDecoder(frames.splice(frames.findIndex(fits), 1)[0])
    wanted.forEach(() => decoding.readVarUint(decoder))
    return decoder
  }
  const send = (...write) => {
    const encoder = encoding.createEncoder()
    write.forEach(step => step(encoder))
    socket.send(encoding.toUint8Array(encoder))
  }
  const sync = (step, bytes) =>
    send(e => encoding.writeVarUint(e, 0), e => encoding.writeVarUint(e, step), e => encoding.writeVarUint8Array(e, bytes))
  return { doc, socket, frames, kind, next, sync, leave: () => socket.terminate() }
}

/** The server's first word, as shared/src/sync/wire/hello.rs writes it. */
export function readHello (decoder) {
  const uint = () => decoding.readVarUint(decoder)
  const string = () => decoding.readVarString(decoder)
  return {
    version: uint(),
    lineage: string(),
    epoch: uint(),
    kind: string(),
    schema: uint(),
    role: decoding.readUint8(decoder),
    vector: Y.decodeStateVector(decoding.readVarUint8Array(decoder)),
    frameBytesMax: uint(),
    uploadBytes: uint()
  }
}
