// What node:http costs by itself: reads a body, parses it, answers JSON of the same length as the
// service does.
//   node benches/rest/plain.mjs LENGTH
import { createServer } from 'node:http'

const length = Number(process.argv[2])
const filler = 'x'.repeat(length - '{"answer":"","read":0}'.length - 1)

const server = createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const read = Object.keys(JSON.parse(Buffer.concat(parts))).length
    const body = JSON.stringify({ answer: filler, read })
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
    response.end(body)
  })
})
server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ endpoint: `http://127.0.0.1:${server.address().port}` })))
