import { givenOf } from './arguments.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands.ts'
import { EXIT } from './exit.ts'
import { usageError } from './fault.ts'
import { helpOf, overview } from './help.ts'
import type { Io } from './io.ts'
import { nearest } from './nearest.ts'
import { report } from './report.ts'
import { VERSION } from './version.ts'

/** Runs the program with these arguments. Resolves to the exit code, and never rejects. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  try {
    await dispatch(args, io)
    return EXIT.ok
  } catch (error) {
    return report(error, args.includes('--json'), io)
  }
}

async function dispatch([name, ...args]: readonly string[], io: Io): Promise<void> {
  if (name === '--version' || name === '-V') {
    await io.stdout.print(`${VERSION}\n`)
  } else if (name === undefined || name === '--help' || name === '-h') {
    await io.stdout.print(overview(COMMANDS))
  } else {
    const command = COMMANDS.find((one) => one.name === name)
    if (!command) throw unknown(name)
    const { help, ...given } = givenOf(command, args)
    if (help) await io.stdout.print(helpOf(command))
    else await command.run(given, io)
  }
}

function unknown(name: string): Error {
  const near = nearest(
    name,
    COMMANDS.map((command: Command) => command.name),
  )
  return usageError(`There is no such command. ${near ? `Did you mean ${near}?` : 'See pocket-kms --help.'}`)
}
