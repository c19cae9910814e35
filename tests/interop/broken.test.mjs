// The real y-websocket on a document that cannot be read to its end: what it writes there is not lost.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { eventually, runMuster, startServer } from '../e2e/parts/server.mjs'
import { stockPeer } from './parts.mjs'

const ID = 'damaged'
const DAMAGED = 'this word cannot be read'

/** A data folder as a backup leaves it: one file, in which `DAMAGED` stands once. */
async function backup (folder) {
  const server = await startServer()
  const ada = await stockPeer(server, ID, 'Ada')
  const bo = await stockPeer(server, ID, 'Bo')
  ada.text('t').insert(0, 'first ')
  await bo.says('t', 'first ')
  ada.text('t').insert(6, DAMAGED)
  await bo.says('t', `first ${DAMAGED}`)
  ada.leave()
  bo.leave()
  const file = join(folder, 'backup')
  for (const args of [['backup', file, '--data', server.data], ['restore', file, '--data', join(folder, 'data')]]) {
    const done = await runMuster(args)
    assert.equal(done.code, 0, done.stderr)
  }
  await server.stop()
  return join(folder, 'data')
}

/** Makes the word longer than its row, or mends that. */
async function damage (data, length) {
  const path = join(data, 'muster.db')
  const bytes = await readFile(path)
  const at = bytes.indexOf(DAMAGED)
  assert.ok(at > 0 && bytes.indexOf(DAMAGED, at + 1) < 0, 'the word stands there once')
  bytes[at - 1] = length
  await writeFile(path, bytes)
}

test('a stock client that writes where nothing can be taken is sent away, comes back, and has its edit taken in the end', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'muster-broken-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const data = await backup(folder)
  await damage(data, 0x7f)
  const server = await startServer({ data })
  t.after(() => server.stop())

  const ada = await stockPeer(server, ID, 'Ada')
  t.after(ada.leave)
  const codes = []
  ada.provider.on('connection-close', event => codes.push(event?.code))
  await ada.says('t', 'first ')
  ada.text('t').insert(6, 'and more')
  await eventually(() => codes.length > 0)
  await eventually(() => ada.provider.wsconnected && ada.provider.synced)
  const bo = await stockPeer(server, ID, 'Bo')
  t.after(bo.leave)
  assert.equal(bo.text('t').toString(), 'first ')
  assert.deepEqual(codes, [1013], 'once, not again and again')
  assert.equal(ada.text('t').toString(), 'first and more', 'it keeps what it wrote')

  await server.kill()
  await damage(data, DAMAGED.length)
  await server.start()
  await eventually(() => ada.provider.synced && bo.provider.synced, 15_000)
  await eventually(() => bo.text('t').toString().includes('and more'))
  assert.ok(bo.text('t').toString().includes(DAMAGED), 'nothing of the damaged row was lost')
  assert.equal(ada.text('t').toString(), bo.text('t').toString())
})
