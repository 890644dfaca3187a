/** What the process ends with. The table is a part of the help, and of docs/cli.md. */
export const EXIT = {
  ok: 0,
  refused: 1,
  usage: 2,
  file: 3,
  interrupted: 130,
} as const

export const EXIT_CODES = `Exit codes:
  0    done
  1    refused: the service's rules do not allow it, or a key is none
  2    wrong usage
  3    a file cannot be read or written, or is there already
  130  interrupted by Ctrl-C`
