// @y/websocket-server as its own program starts it, on a free port. It keeps documents in memory only.
import http from 'node:http'
import WebSocket from 'ws'
import { setupWSConnection } from '@y/websocket-server/utils'

const sockets = new WebSocket.Server({ noServer: true })
const server = http.createServer((_, response) => response.end('okay'))
sockets.on('connection', setupWSConnection)
server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request))
})
server.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${server.address().port}`))
