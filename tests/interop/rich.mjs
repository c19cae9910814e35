// Any Yjs program's edits of a document of ours, rich text and all: random ones, and how its texts read.
import * as Y from 'yjs'

// Pairs of units, halves of pairs, line ends of three kinds, letters that look like what we put for an embed.
const WORDS = ['a', 'bc', 'Charter ', 'é', '😀', 'x😀y', '👩‍👩‍👧 ', '\n', '\r\n', '\r', '\ufffc', '\ufffd', 'עברית', '\u0000', '\u2028', ' ']
const HALVES = ['\ud83d', '\ude00', '\ude00\ud83d']
const LONG = 'Everything we know. '.repeat(400)
const MARKS = ['bold', 'link', '', 'a b', 'ü😀']
const KEYS = ['k', '', 'toString', 'ends:', ':', 'a:b:c', '😀', ' ', 'order', 'archived']
const CLASSES = [Y.Text, Y.Map, Y.Array, Y.XmlText, Y.XmlFragment]

const pick = (below, all) => all[below(all.length)]

const word = below => {
  const draw = below(40)
  if (draw === 0) return LONG
  if (draw < 4) return pick(below, HALVES)
  return Array.from({ length: 1 + below(3) }, () => pick(below, WORDS)).join('')
}

const attributes = below => ({ [pick(below, MARKS)]: pick(below, [null, true, 1, 'https://a.example', { deep: [1] }]) })

/** A value of each type that Yjs knows. */
const value = (below, depth = 0) => {
  const nested = [() => [value(below, 2)], () => ({ [pick(below, KEYS)]: value(below, 2) })]
  const plain = [
    () => undefined, () => null, () => NaN, () => -Infinity, () => -0, () => 7n, () => 2 ** 40, () => 0.1, () => true,
    () => new Uint8Array([1, 2]), () => word(below), () => ''
  ]
  return pick(below, depth > 1 ? plain : [...plain, ...nested])()
}

const fill = (type, below) => {
  if (type instanceof Y.Text) type.insert(0, word(below))
  else if (type instanceof Y.Map) type.set(pick(below, KEYS), value(below))
  else if (type instanceof Y.Array) type.insert(0, [word(below), null, new Uint8Array(1)])
  else type.insert(0, [new Y.XmlText('in XML')])
  return type
}

const nested = below => below(5) === 0 ? fill(new Y.XmlElement('p'), below) : fill(new (pick(below, CLASSES))(), below)

const embed = below => below(2) === 0 ? nested(below) : pick(below, [{ image: 'x.png' }, {}, [1], 5, true, { mention: { name: 'Ada 😀' } }])

const embeddedIn = text => text.toDelta().map(run => run.insert).filter(insert => insert instanceof Y.AbstractType)

const delta = (text, below) => {
  const steps = []
  let left = text.length
  while (steps.length < 4) {
    const n = Math.min(left, 1 + below(4))
    const draw = below(5)
    if (draw === 0) steps.push({ insert: word(below), attributes: attributes(below) })
    else if (draw === 1) steps.push({ insert: embed(below) })
    else if (n === 0) break
    else steps.push(draw === 2 ? { delete: n } : draw === 3 ? { retain: n } : { retain: n, attributes: attributes(below) })
    if (draw > 1) left -= n
  }
  return steps
}

const editText = (text, below) => {
  const at = below(text.length + 1)
  const length = Math.min(text.length - at, 1 + below(6))
  const draw = below(16)
  if (draw < 4) text.insert(at, word(below))
  else if (draw === 4) text.insert(at, word(below), attributes(below))
  else if (draw < 7) text.insertEmbed(at, embed(below))
  else if (draw === 7) text.insertEmbed(at, embed(below), attributes(below))
  else if (draw < 10 && length > 0) text.format(at, length, attributes(below))
  else if (draw < 13 && length > 0) text.delete(at, length)
  else if (draw === 13) text.applyDelta(delta(text, below), { sanitize: below(2) === 0 })
  else if (draw === 14) text.setAttribute(pick(below, KEYS), below(3) === 0 ? nested(below) : value(below))
  else editWithin(text, below)
}

const editWithin = (text, below) => {
  const within = embeddedIn(text)
  if (within.length === 0) return text.insertEmbed(below(text.length + 1), nested(below))
  const type = pick(below, within)
  if (type instanceof Y.Text) editText(type, below)
  else fill(type, below)
}

const row = (texts, below) => {
  const made = new Y.Map([['order', pick(below, ['V', 'V1', 'a', '', 'ü', 7])]])
  for (const name of texts) if (below(8) > 0) made.set(name, below(8) === 0 ? value(below) : new Y.Text(word(below)))
  return made
}

const stamped = below => ({ v: value(below), by: pick(below, ['Ada', 7, null]), at: pick(below, [1, NaN, -1, 2 ** 60, 'soon']) })

const editRow = (map, texts, below) => {
  const draw = below(10)
  const text = texts.length > 0 && pick(below, texts)
  if (draw < 5 && text && map.get(text) instanceof Y.Text) editText(map.get(text), below)
  else if (draw === 5 && text) map.set(text, below(2) === 0 ? new Y.Text(word(below)) : nested(below))
  else if (draw === 6) map.set('archived', pick(below, [undefined, null, true, { by: 'Ada', at: 1 }, {}]))
  else if (draw === 7) map.set('order', pick(below, ['W', '', 'zz', 1, null, '\ud83d']))
  else if (draw === 8) map.delete(pick(below, ['archived', 'order', text || 'k']))
  else map.set(pick(below, [...KEYS, 'mode:x-1', 'surface:y-2']), below(2) === 0 ? stamped(below) : value(below))
}

const editList = (list, texts, below) => {
  const keys = [...list.keys()]
  const draw = below(10)
  if (keys.length === 0 || draw === 0) list.set('r' + below(6), row(texts, below))
  else if (draw === 1) list.set(pick(below, keys), below(2) === 0 ? row(texts, below) : below(2) === 0 ? nested(below) : value(below))
  else if (draw === 2 && below(3) === 0) list.delete(pick(below, keys))
  else {
    const found = list.get(pick(below, keys))
    if (found instanceof Y.Map) editRow(found, texts, below)
  }
}

const editValues = (map, names, below) => {
  if (below(5) === 0 && map.size > 0) return map.delete(pick(below, [...map.keys()]))
  const key = below(4) === 0 ? pick(below, KEYS) : `${pick(below, names)}:s-${below(3)}`
  map.set(key, below(6) === 0 ? nested(below) : below(4) === 0 ? value(below) : stamped(below))
}

/** A text as our copies read it: one unit for what is embedded, a space for a carriage return, no half pairs. */
const read = text => text.toDelta().map(({ insert }) => typeof insert === 'string' ? insert : '\ufffc').join('').replaceAll('\r', ' ').toWellFormed()

/** A document of one of our kinds, as a program sees it that knows nothing of Muster. */
export class Rich {
  constructor ({ client, texts, maps, lists }) {
    this.doc = new Y.Doc()
    this.doc.clientID = client
    this.texts = texts.map(name => [name, this.doc.getText(name)])
    this.maps = maps.map(([name, names]) => [this.doc.getMap(name), names])
    this.lists = lists.map(([name, texts]) => [name, this.doc.getMap(name), texts])
    this.undo = new Y.UndoManager([...this.texts, ...this.lists].map(([, type]) => type), { captureTimeout: 0 })
    this.outbox = []
    this.doc.on('update', (update, origin) => { if (origin !== 'remote') this.outbox.push(update) })
  }

  sent () {
    const updates = this.outbox
    this.outbox = []
    return updates
  }

  edit (below) {
    if (below(12) === 0) return this.undo.undo()
    if (below(16) === 0) return this.undo.redo()
    this.doc.transact(() => {
      for (let i = below(3); i >= 0; i--) this.editOnce(below)
    })
  }

  editOnce (below) {
    const draw = below(10)
    if (draw < 6) editText(pick(below, this.texts)[1], below)
    else if (draw < 9) {
      const [, list, texts] = pick(below, this.lists)
      editList(list, texts, below)
    } else editValues(...pick(below, this.maps), below)
  }

  /** Every text, by where it stands; rows and texts that are none of ours are left out. */
  render () {
    const rows = this.lists.flatMap(([list, map, texts]) => [...map].filter(([, row]) => row instanceof Y.Map).flatMap(([id, row]) =>
      texts.map(name => [`${list}/${id}/${name}`, ofRow(row.get(name))])))
    return Object.fromEntries([...this.texts.map(([name, text]) => [name, read(text)]), ...rows])
  }

  /** Where a relative position stands now, in UTF-16 units. */
  place (json) {
    return Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(json), this.doc)?.index ?? null
  }
}

const ofRow = text => text instanceof Y.Text && !(text instanceof Y.XmlText) ? read(text) : ''

const THINGS = {
  letters: () => 'ab',
  embed: () => ({ image: 'x.png' }),
  number: () => 5,
  nothing: () => null,
  'no value': () => undefined,
  'no number': () => NaN,
  'a long number': () => 7n,
  bytes: () => new Uint8Array([1, 2]),
  text: () => new Y.Text('in it'),
  map: () => new Y.Map([['k', 'v']]),
  list: () => Y.Array.from(['v']),
  element: () => new Y.XmlElement('p'),
  fragment: () => new Y.XmlFragment(),
  'XML text': () => new Y.XmlText('in it'),
  hook: () => new Y.XmlHook('h'),
  document: () => new Y.Doc(),
  row: () => new Y.Map([['order', 'V'], ['note', new Y.Text('note')]]),
  'row with an empty text': () => new Y.Map([['order', 'V'], ['note', new Y.Text()]]),
  'row with an embed': () => new Y.Map([['order', 'V'], ['note', new Y.Text('note')]]),
  'row without its text': () => new Y.Map([['order', 'V']]),
  'row with letters for a text': () => new Y.Map([['order', 'V'], ['note', 'note']]),
  'row with XML for a text': () => new Y.Map([['order', 'V'], ['note', new Y.XmlText('note')]])
}

const WAYS = {
  text: (doc, root, thing) => typeof thing === 'string' ? doc.getText(root).insert(0, thing) : doc.getText(root).insertEmbed(0, thing),
  bold: (doc, root, thing) => doc.getText(root).insert(0, thing, { bold: true }),
  attribute: (doc, root, thing) => doc.getText(root).setAttribute('k', thing),
  list: (doc, root, thing) => doc.getArray(root).insert(0, [thing]),
  map: (doc, root, thing) => doc.getMap(root).set('r9', thing),
  XML: (doc, root, thing) => doc.getXmlFragment(root).insert(0, [thing])
}

/** The update of a program that knows nothing of the document but the name of a root, and takes it for something. */
export const put = ({ client, root, way, what }) => {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.transact(() => {
    WAYS[way](doc, root, THINGS[what]())
    if (what === 'row with an embed') doc.getMap(root).get('r9').get('note').insertEmbed(2, { image: 'x.png' })
  })
  return Y.encodeStateAsUpdate(doc)
}
