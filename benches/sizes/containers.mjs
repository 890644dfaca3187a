// What an application has to write itself where its library stops at the numbers of an SM2 key.

/** Of 32 bytes and the point of 65, as hexadecimal digits. */
export function sm2Pems(privateKey, publicKey) {
  const algorithm = '301306072a8648ce3d020106082a811ccf5501822d'
  const point = `034200${publicKey}`
  return [
    pem('PUBLIC', bytes(`3059${algorithm}${point}`)),
    pem('PRIVATE', bytes(`308187020100${algorithm}046d306b0201010420${privateKey}a144${point}`)),
  ]
}

export function pem(half, der) {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(der))).replaceAll(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN ${half} KEY-----\n${base64}\n-----END ${half} KEY-----\n`
}

function bytes(hex) {
  return Uint8Array.from(hex.match(/../g), (digits) => parseInt(digits, 16))
}
