// Catches the module's instance as it is made: to be imported before the package is.

let memory
const { instantiate } = WebAssembly
WebAssembly.instantiate = async (...args) => {
  const instance = await instantiate(...args)
  memory = (instance.instance ?? instance).exports.memory
  return instance
}

/** A copy of the module's linear memory as it is now. */
export const dump = () => Buffer.from(new Uint8Array(memory.buffer))
