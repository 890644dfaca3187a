import { Kms } from 'pocket-kms'

const kms = await Kms.open({ auth: { token: [Deno.env.get('TOKEN')] }, hosts: ['localhost'] })
const onListen = ({ port }) => console.log(`http://localhost:${port}`)
Deno.serve({ hostname: '127.0.0.1', port: 0, onListen }, (request) => kms.fetch(request))
