/** The worker's side: carries out the tasks that it is sent, one at a time. */
import { ownMembers } from '../base/own.ts'
import { ifAny } from '../base/platform.ts'
import { Runner } from './runner.ts'
import type { Message, Report } from './worker-start.ts'

const parent = ifAny(() => globalThis.process?.getBuiltinModule?.('node:worker_threads'))?.parentPort ?? undefined
const report = (message: Report, transfer: Transferable[] = []) =>
  parent ? parent.postMessage(message, transfer) : postMessage(message, { transfer })

let runner: Runner | undefined

function receive(message: Message): void {
  const { kernel, task, stop } = ownMembers(message, 'kernel', 'task', 'stop')
  if (kernel) runner = new Runner(kernel)
  if (stop) runner?.stop()
  if (!task || !runner) return
  runner.run(task, (tested) => report({ tested })).then(
    (outcome) => report({ outcome }, outcome.prime ? [outcome.prime.buffer] : []),
    (error) => report({ failure: String(error) }),
  )
}

if (parent) parent.on('message', receive)
else addEventListener('message', ({ data }) => receive(data))
