import { Kms } from 'pocket-kms'

const kms = await Kms.open({ auth: { token: [Bun.env.TOKEN] }, hosts: ['localhost'] })
const { port } = Bun.serve({ hostname: '127.0.0.1', port: 0, fetch: (request) => kms.fetch(request) })
console.log(`http://localhost:${port}`)
