// A rich-text program in a charter of ours, by the real `yjs` and `y-websocket`: what it puts there counts for everybody
// alike, in two browsers that are open meanwhile, or it is told why not.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import * as Y from 'yjs'

import { SAVED, addRow, cast, eventually, field, fields, makeDoc, openCharter, says, status, wholeField, write } from '../e2e/harness.mjs'
import { signedIn, startWorkspace } from '../e2e/parts/people.mjs'
import { browser, server, stage } from '../e2e/parts/stage.mjs'
import { stockPeer } from './parts.mjs'

stage()

const HOLE = '\ufffc'

/** Ada and Bo with a charter open in two browsers, and a program. */
async function three (t) {
  const invite = cast(t, browser)
  const doc = await makeDoc(server, { name: 'Ledger' })
  const people = [await invite('Ada Lovelace'), await invite('Bo Diddley')]
  const [ada, bo] = await Promise.all(people.map(person => openCharter(person, server, doc)))
  const program = await stockPeer(server, doc, 'Quill')
  t.after(program.leave)
  return { ada, bo, program, doc, people }
}

/** A text as a person would see it who sees what is embedded. */
const seen = text => text.toDelta().map(({ insert }) => typeof insert === 'string' ? insert : HOLE).join('')

/** Both browsers and the program have the same in the mission. */
async function allSay ({ ada, bo, program }, expected) {
  await Promise.all([says(ada, 'Mission', expected), says(bo, 'Mission', expected)])
  await eventually(() => seen(program.text('mission')) === expected)
}

test('an embed and marks put before the caret leave it at its letter, and typing lands where it is seen', async t => {
  const all = await three(t)
  const { ada, bo, program } = all
  await write(ada, 'Mission', 'one two three')
  await allSay(all, 'one two three')
  const box = field(ada, 'Mission')
  await box.evaluate(box => box.setSelectionRange(8, 13))
  program.doc.transact(() => {
    program.text('mission').insertEmbed(0, { image: 'x.png' })
    program.text('mission').format(5, 3, { bold: true })
    program.text('mission').insertEmbed(4, new Y.Map([['k', 'v']]))
  })
  await allSay(all, `${HOLE}one${HOLE} two three`)
  assert.equal(await box.evaluate(box => box.value.slice(box.selectionStart, box.selectionEnd)), 'three')
  await ada.keyboard.type('3 and 😀')
  await allSay(all, `${HOLE}one${HOLE} two 3 and 😀`)
  await write(bo, 'Mission', '!')
  await allSay(all, `${HOLE}one${HOLE} two 3 and 😀!`)
  await field(bo, 'Mission').press('Control+Home')
  await field(bo, 'Mission').press('Delete')
  await allSay(all, `one${HOLE} two 3 and 😀!`)
  await bo.keyboard.press('Control+z')
  await bo.keyboard.press('Control+z')
  await allSay(all, `${HOLE}one${HOLE} two 3 and 😀`)
  assert.deepEqual(program.text('mission').toDelta()[0].insert, { image: 'x.png' }, 'what undo gave back is the embed')
  await status(ada, SAVED)
})

test('what is typed into something embedded moves nothing around it', async t => {
  const all = await three(t)
  const { ada, program } = all
  await write(ada, 'Mission', 'before after')
  await allSay(all, 'before after')
  const within = new Y.Text('in it')
  program.text('mission').insertEmbed(7, within)
  await allSay(all, `before ${HOLE}after`)
  await field(ada, 'Mission').evaluate(box => box.setSelectionRange(8, 8))
  within.insert(0, 'a long sentence that nobody else sees ')
  program.text('mission').insert(0, '> ')
  await allSay(all, `> before ${HOLE}after`)
  await ada.keyboard.type('x')
  await allSay(all, `> before ${HOLE}xafter`)
})

test('line ends of every kind count alike', async t => {
  const all = await three(t)
  const { ada, bo, program } = all
  program.text('mission').insert(0, 'one\r\ntwo\rthree\nfour')
  const read = 'one \ntwo three\nfour'
  await Promise.all([says(ada, 'Mission', read), says(bo, 'Mission', read)])
  await write(ada, 'Mission', '!')
  await field(bo, 'Mission').focus()
  await field(bo, 'Mission').evaluate(box => box.setSelectionRange(5, 8))
  await bo.keyboard.type('2')
  await Promise.all([ada, bo].map(page => says(page, 'Mission', 'one \n2 three\nfour!')))
  await eventually(() => program.text('mission').toString() === 'one\r\n2\rthree\nfour!')
})

test('a text that a program puts in the place of another is shown at once, and is what is typed into', async t => {
  const all = await three(t)
  const { ada, bo, program } = all
  await addRow(ada, 'Add a line', 'Out of scope')
  await ada.keyboard.type('Invoices')
  await says(bo, 'Out of scope', 'Invoices')
  const row = await eventually(() => [...program.doc.getMap('out_of_scope').values()][0] ?? false)
  await eventually(() => row.get('line').toString() === 'Invoices')
  row.set('line', new Y.Text('Payouts'))
  await Promise.all([says(ada, 'Out of scope', 'Payouts'), says(bo, 'Out of scope', 'Payouts')])
  await ada.keyboard.type(' & co')
  await says(bo, 'Out of scope', 'Payouts & co')
  await eventually(() => row.get('line').toString() === 'Payouts & co')
  row.set('archived', true)
  row.get('line').insert(0, 'All ')
  await says(bo, 'Out of scope', 'All Payouts & co')
  assert.equal(await fields(bo, 'Out of scope').count(), 1, 'only a stamp says that a row is gone')
})

test("other people's carets stand at their letters among embeds", async t => {
  const all = await three(t)
  const { ada, bo, program } = all
  await write(bo, 'Mission', 'one two')
  await allSay(all, 'one two')
  program.text('mission').insertEmbed(3, { image: 'x.png' })
  await allSay(all, `one${HOLE} two`)
  const caret = wholeField(ada, 'Mission').locator('.caret')
  const before = () => caret.evaluate(caret => caret.previousSibling?.textContent ?? '', undefined, { timeout: 500 })
  await eventually(async () => (await before()) === `one${HOLE} two`)
  await field(bo, 'Mission').evaluate(box => box.setSelectionRange(4, 4))
  await field(bo, 'Mission').press('ArrowRight')
  await eventually(async () => (await before()) === `one${HOLE} `)
})

test('a suggestion that is taken over leaves an embed where it is', async t => {
  const place = await startWorkspace(browser, { Ada: 'owner', Mo: 'member' })
  t.after(() => place.server.stop())
  const ask = place.people.Ada.ask
  const { id } = await ask('POST', '/api/docs', { kind: 'charter', name: 'Ledger' })
  const { token } = await ask('POST', '/api/tokens', { doc: id, role: 'editor', name: 'Quill' })
  const program = await stockPeer(place.server, id, 'Quill', { token })
  t.after(program.leave)
  const invite = signedIn(t, browser)
  const [ada, mo] = [await invite(place, 'Ada'), await invite(place, 'Mo')].map(person => person.page)
  await Promise.all([ada, mo].map(page => page.goto(`${place.server.app}/d/${id}`)))
  program.text('mission').insert(0, 'Money counted once')
  program.text('mission').insertEmbed(6, { image: 'x.png' })
  await says(ada, 'Mission', `Money ${HOLE}counted once`)

  await mo.getByText(`Money ${HOLE}counted once`).first().waitFor()
  await mo.locator('.of-mission').hover()
  await mo.locator('.of-mission').getByRole('button', { name: 'Suggest other words' }).click()
  await field(mo, 'Proposed words').fill(`All money ${HOLE}is counted once`)
  await field(mo, 'Why').fill('Both ends')
  await mo.getByRole('button', { name: 'Send', exact: true }).click()
  await ada.locator('.note.said').filter({ hasText: 'Both ends' }).getByRole('button', { name: 'Accept' }).click()
  await says(ada, 'Mission', `All money ${HOLE}is counted once`)
  await eventually(() => seen(program.text('mission')) === `All money ${HOLE}is counted once`)
  assert.ok(program.text('mission').toDelta().some(({ insert }) => insert.image === 'x.png'), 'it is still the embed')
})

test('a program that takes a charter for something else is told what does not fit, and where', async t => {
  for (const [write, reason] of [
    [doc => doc.getXmlFragment('prosemirror').insert(0, [new Y.XmlElement('p')]), 'it does not belong here: this kind of document has no root called `prosemirror`'],
    [doc => doc.getText('values').insert(0, 'words'), 'it does not belong here: `values` is a map and takes no letters'],
    [doc => doc.getMap('values').set('k', new Y.Doc()), 'malformed: a subdocument: no document here holds another']
  ]) {
    const id = await makeDoc(server, { name: 'Ledger' })
    const program = await stockPeer(server, id, 'ProseMirror')
    t.after(program.leave)
    const closed = new Promise(resolve => program.provider.on('connection-close', resolve))
    write(program.doc)
    const { code, reason: told } = await closed
    assert.deepEqual([code, told.toString()], [4403, reason])
    const fresh = await stockPeer(server, id, 'Ada')
    t.after(fresh.leave)
    assert.equal(fresh.text('name').toString(), 'Ledger')
    assert.equal(fresh.doc.getMap('values').size, 0)
  }
})
