import { Kms } from 'pocket-kms'

let opened

export default {
  async fetch(request) {
    // Not before the first request: until then there is no randomness.
    opened ??= Kms.open({ auth: { token: ['swordfish'] }, hosts: ['127.0.0.1'] })
    return (await opened).fetch(request)
  },
}
