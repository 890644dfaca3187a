/** Does work while Object.prototype has these members, by their descriptors. */
export async function polluting(members, work) {
  for (const [name, descriptor] of Object.entries(members)) {
    Object.defineProperty(Object.prototype, name, { configurable: true, ...descriptor })
  }
  try {
    return await work()
  } finally {
    for (const name of Object.keys(members)) delete Object.prototype[name]
  }
}
