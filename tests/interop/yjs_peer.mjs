// Yjs documents behind standard streams, for tests/src/chaos/yjs.rs, which says what the bytes mean.
import { writeSync } from 'node:fs'
import * as Y from 'yjs'

import { put, Rich } from './rich.mjs'

const WORDS = ['a', 'b', 'xyz', 'Charter ', 'é', '😀', 'a😀b', '👩‍👩‍👧 ', '\n', 'mandate of the captain ']
const KEYS = ['a', 'b', 'c', 'title']
const docs = new Map()

const mulberry = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

const drawing = seed => {
  const random = mulberry(seed)
  return n => Math.floor(random() * n)
}

class Peer {
  constructor ({ client, roots, free }) {
    this.doc = new Y.Doc()
    this.doc.clientID = client
    this.free = free
    this.outbox = []
    const get = { Text: n => this.doc.getText(n), Map: n => this.doc.getMap(n), Array: n => this.doc.getArray(n), Xml: n => this.doc.getXmlFragment(n) }
    this.roots = roots.map(([name, kind]) => [name, get[kind](name)])
    this.doc.on('update', (update, origin) => { if (origin !== 'remote') this.outbox.push(update) })
  }

  sent () {
    const updates = this.outbox
    this.outbox = []
    return updates
  }

  edit (below) {
    this.doc.transact(() => {
      for (let i = below(3); i >= 0; i--) editOnce(this, below)
    })
  }

  render () {
    return Object.fromEntries(this.roots.map(([name, type]) => [name, content(type)]))
  }
}

const word = below => Array.from({ length: 1 + below(2) }, () => WORDS[below(WORDS.length)]).join('')
const key = below => KEYS[below(KEYS.length)]
const plain = below => [below(1000) - 500, below(2) === 0, null, below(256) + 0.5, { x: [1, 'two', null] }, word(below)][below(6)]
const attributes = below => ({ [['bold', 'link'][below(2)]]: [null, true, 'https://a.example'][below(3)] })

const text = below => new Y.Text(word(below))
const anything = (below, depth) => {
  const pick = below(8)
  if (pick === 0 && depth < 3) return new Y.Map([[key(below), anything(below, depth + 1)]])
  if (pick === 1 && depth < 3) return Y.Array.from([anything(below, depth + 1), plain(below)])
  if (pick === 2) return text(below)
  if (pick === 3) return new Uint8Array([1, 2, 3])
  return plain(below)
}

const values = {
  everything: below => anything(below, 0),
  plain,
  rows: below => below(2) === 0 ? plain(below) : new Y.Map([['title', plain(below)], ['note', text(below)]]),
  fields: below => below(2) === 0 ? plain(below) : text(below)
}

const isXmlParent = type => type instanceof Y.XmlFragment

const nodes = peer => {
  const all = peer.roots.map(([name, type]) => [type, peer.free ? 'everything' : name === 'rows' ? 'rows' : 'plain'])
  for (let i = 0; i < all.length; i++) {
    const [type] = all[i]
    const inside = type instanceof Y.Map ? [...type.values()] : type instanceof Y.Array || isXmlParent(type) ? type.toArray() : []
    for (const child of inside) if (child instanceof Y.AbstractType) all.push([child, peer.free ? 'everything' : 'fields'])
  }
  return all
}

const editOnce = (peer, below) => {
  const all = nodes(peer)
  const [type, kind] = all[below(all.length)]
  if (type instanceof Y.XmlText && below(4) === 0) type.setAttribute(key(below), word(below))
  else if (type instanceof Y.Text) editText(type, below)
  else if (type instanceof Y.Map) editMap(type, kind, below)
  else if (type instanceof Y.Array) editArray(type, below)
  else if (type instanceof Y.XmlElement && below(2) === 0) editAttribute(type, below)
  else editChildren(type, below)
}

const editText = (type, below) => {
  const at = below(type.length + 1)
  const left = type.length - at
  const pick = below(10)
  if (pick < 4) type.insert(at, word(below))
  else if (pick === 4) type.insert(at, word(below), attributes(below))
  else if (pick === 5 && left > 0) format(type, at, 1 + below(Math.min(left, 8)), below)
  else if (pick === 6) type.insertEmbed(at, { image: 'x.png' })
  else if (left > 0) type.delete(at, 1 + below(Math.min(left, 6)))
  else type.insert(0, word(below))
}

// Whole characters only: see edits.rs.
const format = (type, at, length, below) => {
  const start = whole(type, at)
  const end = whole(type, at + length)
  if (start < end) type.format(start, end - start, attributes(below))
}

const whole = (type, at) => {
  let place = 0
  for (const { insert } of type.toDelta()) {
    for (const char of typeof insert === 'string' ? insert : ['x']) {
      if (place + char.length > at) return place
      place += char.length
    }
  }
  return place
}

const editMap = (type, kind, below) => {
  if (below(4) === 0) type.delete(key(below))
  else type.set(key(below), values[kind](below))
}

const editArray = (type, below) => {
  const at = below(type.length + 1)
  const left = type.length - at
  const pick = below(5)
  if (pick < 2 && left > 0) type.delete(at, 1 + below(Math.min(left, 3)))
  else if (pick === 2) type.insert(at, [anything(below, 0)])
  else type.insert(at, Array.from({ length: 1 + below(3) }, () => plain(below)))
}

const editAttribute = (type, below) => {
  if (below(4) === 0) type.removeAttribute(key(below))
  else type.setAttribute(key(below), word(below))
}

const editChildren = (type, below) => {
  const at = below(type.length + 1)
  const left = type.length - at
  const pick = below(4)
  if (pick === 0 && left > 0) type.delete(at, 1 + below(Math.min(left, 2)))
  else if (pick === 1) type.insert(at, [new Y.XmlText(word(below))])
  else {
    const element = new Y.XmlElement(below(2) === 0 ? 'p' : 'div')
    element.insert(0, [new Y.XmlText(word(below))])
    type.insert(at, [element])
  }
}

const delta = type => type.toDelta().map(run => ({ insert: nested(run.insert), attributes: run.attributes ?? {} }))
const mapped = type => Object.fromEntries([...type.entries()].map(([k, v]) => [k, nested(v)]))
const attributesOf = type => Object.fromEntries(Object.entries(type.getAttributes()).map(([k, v]) => [k, nested(v)]))

const content = type => {
  if (type instanceof Y.Text) return delta(type)
  if (type instanceof Y.Map) return mapped(type)
  return type.toArray().map(nested)
}

const nested = value => {
  if (value instanceof Y.XmlText) return { xmltext: delta(value), attributes: attributesOf(value) }
  if (value instanceof Y.Text) return { text: delta(value) }
  if (value instanceof Y.Map) return { map: mapped(value) }
  if (value instanceof Y.Array) return { list: value.toArray().map(nested) }
  if (value instanceof Y.XmlElement) return { tag: value.nodeName, attributes: attributesOf(value), children: value.toArray().map(nested) }
  if (value instanceof Uint8Array) return 'bytes:' + [...value].join(',')
  return value
}

const list = updates => {
  const parts = [u32(updates.length)]
  for (const update of updates) parts.push(u32(update.length), update)
  return Buffer.concat(parts)
}

const u32 = n => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(n)
  return bytes
}

const operations = [
  (number, payload) => {
    const wanted = JSON.parse(payload.toString())
    docs.set(number, wanted.texts ? new Rich(wanted) : new Peer(wanted))
    return Buffer.alloc(0)
  },
  (number, payload) => { docs.get(number).edit(drawing(payload.readUInt32LE(0))); return list(docs.get(number).sent()) },
  (number, payload) => { Y.applyUpdate(docs.get(number).doc, payload, 'remote'); return list(docs.get(number).sent()) },
  number => Y.encodeStateVector(docs.get(number).doc),
  (number, payload) => Y.encodeStateAsUpdate(docs.get(number).doc, payload),
  number => Buffer.from(JSON.stringify(docs.get(number).render())),
  number => { docs.delete(number); return Buffer.alloc(0) },
  (number, payload) => Buffer.from(JSON.stringify(docs.get(number).place(JSON.parse(payload.toString())))),
  (_, payload) => list([put(JSON.parse(payload.toString()))])
]

const answer = bytes => {
  let rest = Buffer.concat([u32(bytes.length), bytes])
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest))
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error
    }
  }
}

let pending = Buffer.alloc(0)
process.stdin.on('data', chunk => {
  pending = Buffer.concat([pending, chunk])
  while (pending.length >= 4 && pending.length >= 4 + pending.readUInt32LE(0)) {
    const end = 4 + pending.readUInt32LE(0)
    answer(operations[pending[4]](pending.readUInt32LE(5), pending.subarray(9, end)))
    pending = pending.subarray(end)
  }
})
