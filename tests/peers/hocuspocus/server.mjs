// Hocuspocus as its documentation sets it up, with its SQLite extension: `node hocuspocus.mjs FILE`.
import { Server } from '@hocuspocus/server'
import { SQLite } from '@hocuspocus/extension-sqlite'

const server = new Server({
  address: '127.0.0.1',
  port: 0,
  quiet: true,
  extensions: [new SQLite({ database: process.argv[2] })],
})
await server.listen()
console.log(`listening on http://127.0.0.1:${server.address.port}`)
