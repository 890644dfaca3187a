import type { Command } from './command.ts'
import { EXIT_CODES } from './exit.ts'

/** The help of the whole program. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  const rows = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `Huawei Cloud KMS on this machine: the service's rules, real key material.

Usage: pocket-kms <command> [options]

Commands:
${rows.join('\n')}

Every command has --help and --json: one JSON object on stdout, errors as
{ "error": { code, status, field, message } } on stderr. Keys are read from files, or from stdin for
the file name -, and never from arguments.

${EXIT_CODES}
`
}

/** The help of one command. */
export function helpOf({ help }: Command): string {
  return `${help.trim()}

Common options:
      --json   one JSON object on stdout, errors as JSON on stderr
  -h, --help   this text

${EXIT_CODES}
`
}
