// The real `yjs` and `y-websocket` against the real server, next to a browser and to a client of our own protocol.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'

import { cast, field, launchBrowser, openCharter, says, write } from '../e2e/harness.mjs'
import { eventually, makeDoc, startServer } from '../e2e/parts/server.mjs'
import { ACK, HELLO, NACK, musterPeer, readHello, stockPeer } from './parts.mjs'

let server
const left = []

before(async () => { server = await startServer() })
after(async () => {
  left.forEach(leave => leave())
  await server.stop()
})

const stock = async (id, name) => {
  const peer = await stockPeer(server, id, name)
  left.push(peer.leave)
  return peer
}

const muster = async id => {
  const peer = await musterPeer(server, id)
  left.push(peer.leave)
  return peer
}

test('two stock clients write one charter: texts, values and rows with a text inside', async () => {
  const id = await makeDoc(server, { name: 'Ledger' })
  const [ada, bo] = [await stock(id, 'Ada'), await stock(id, 'Bo')]
  await bo.says('name', 'Ledger')
  ada.text('mission').insert(0, 'Money counted once')
  bo.text('name').insert(6, ' & co 👩‍👩‍👧')
  await bo.says('mission', 'Money counted once')
  await ada.says('name', 'Ledger & co 👩‍👩‍👧')

  ada.doc.getMap('values').set('ends:a-1', { v: '2027-03-31', by: 'Ada', at: 1 })
  const row = new Y.Map([['order', 'V'], ['line', new Y.Text('Invoices')]])
  ada.doc.getMap('in_scope').set('row1', row)
  const there = await eventually(() => bo.doc.getMap('in_scope').get('row1') ?? false)
  assert.deepEqual(bo.doc.getMap('values').get('ends:a-1'), { v: '2027-03-31', by: 'Ada', at: 1 })
  there.get('line').insert(8, ' of all kinds')
  await eventually(() => row.get('line').toString() === 'Invoices of all kinds')

  const summary = await fetch(`${server.url}/api/docs/${id}`).then(answer => answer.json())
  assert.equal(summary.summary.name, 'Ledger & co 👩‍👩‍👧')
})

test('a stock client and a person in the browser write one charter, and see each other', async t => {
  const browser = await launchBrowser()
  t.after(() => browser.close())
  const id = await makeDoc(server, { name: 'Ledger' })
  const person = await cast(t, browser)('Bo Diddley')
  const page = await openCharter(person, server, id)
  const ada = await stock(id, 'Ada Lovelace')
  ada.text('mission').insert(0, 'Money ')
  await says(page, 'Mission', 'Money ')
  await write(page, 'Mission', 'is counted once')
  await ada.says('mission', 'Money is counted once')
  await page.getByRole('button', { name: 'Add a line', exact: true }).first().click()
  const line = field(page, 'Out of scope')
  await line.pressSequentially('Invoices')
  const row = await eventually(() => [...ada.doc.getMap('out_of_scope').values()].find(row => row.get('line')?.toString() === 'Invoices') ?? false)
  row.get('line').insert(0, 'All ')
  await says(page, 'Out of scope', 'All Invoices')
  await eventually(() => ada.names().join() === 'Ada Lovelace,Bo Diddley')
  await page.getByText('Ada Lovelace').first().waitFor({ state: 'attached' })
})

test('both know who else is here, and when they have gone', async () => {
  const id = await makeDoc(server)
  const [ada, bo] = [await stock(id, 'Ada'), await stock(id, 'Bo')]
  const here = async names => {
    await eventually(() => names.join() === ada.names().join())
    const listed = await fetch(`${server.url}/api/docs/${id}`).then(answer => answer.json())
    assert.deepEqual(listed.here, names)
  }
  await here(['Ada', 'Bo'])
  assert.deepEqual(bo.names(), ['Ada', 'Bo'])
  bo.leave()
  await here(['Ada'])
})

test('an unknown id is an untyped document, for any roots', async () => {
  const [ada, bo] = [await stock('somebody-elses-app', 'Ada'), await stock('somebody-elses-app', 'Bo')]
  ada.doc.getArray('todo').push([new Y.Map([['title', 'one']]), 'two', 3])
  ada.doc.getXmlFragment('page').insert(0, [new Y.XmlElement('p')])
  await eventually(() => bo.doc.getArray('todo').length === 3)
  assert.deepEqual(bo.doc.getArray('todo').toJSON(), [{ title: 'one' }, 'two', 3])
  await eventually(() => bo.doc.getXmlFragment('page').toString() === '<p></p>')
  const listed = await fetch(`${server.url}/api/docs/somebody-elses-app`).then(answer => answer.json())
  assert.equal(listed.kind, null)
})

test('our own frames go to those who asked, and to nobody else', async () => {
  const id = await makeDoc(server, { name: 'Front door' })
  const [ada, bo] = [await stock(id, 'Ada'), await muster(id)]
  assert.equal(bo.kind(await eventually(() => bo.frames[0] ?? false)), HELLO)
  const hello = readHello(await bo.next(HELLO))
  assert.deepEqual([hello.version, hello.kind, hello.schema], [1, 'charter', 1])
  assert.ok(hello.vector.size > 0, 'the server says what it has')

  bo.sync(0, Y.encodeStateVector(bo.doc))
  Y.applyUpdate(bo.doc, decoding.readVarUint8Array(await bo.next(0, 1)))
  assert.equal(bo.doc.getText('name').toString(), 'Front door')

  for (const word of ['one ', 'two ', 'three']) {
    const before = Y.encodeStateVector(bo.doc)
    bo.doc.getText('mission').insert(bo.doc.getText('mission').length, word)
    bo.sync(2, Y.encodeStateAsUpdate(bo.doc, before))
  }
  const acked = async () => decoding.readVarUint(await bo.next(ACK))
  for (let upTo = 0; upTo < 3;) upTo = await acked()
  await ada.says('mission', 'one two three')

  bo.sync(2, new Uint8Array([9, 9, 9]))
  const nack = await bo.next(NACK)
  assert.equal(decoding.readVarUint(nack), 4, 'the fourth frame is refused')
  assert.ok(ada.kinds.length > 0 && ada.kinds.every(kind => kind < HELLO), `a stock client heard ${ada.kinds}`)
})

test('a stock client comes back to a server that was killed, and loses nothing it had seen', async () => {
  const id = await makeDoc(server)
  const [ada, bo] = [await stock(id, 'Ada'), await stock(id, 'Bo')]
  ada.text('mission').insert(0, 'before')
  await bo.says('mission', 'before')
  await server.restart('SIGKILL')
  ada.text('mission').insert(6, ' and while it was away')
  for (const peer of [ada, bo]) await eventually(() => peer.provider.wsconnected && peer.provider.synced, 15_000)
  await bo.says('mission', 'before and while it was away')
  // y-protocols takes a state it has forgotten back only when it is newer: its own renewal comes after 15 s.
  bo.provider.awareness.setLocalStateField('user', { name: 'Bo' })
  await eventually(() => ada.names().join() === 'Ada,Bo')
  const late = await stock(id, 'Cy')
  await late.says('mission', 'before and while it was away')
})
