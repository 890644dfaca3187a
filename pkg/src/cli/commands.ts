import type { Command } from './command.ts'
import { convert } from './commands/convert.ts'
import { createKey } from './commands/create-key.ts'
import { env } from './commands/env.ts'
import { serve } from './commands/serve.ts'
import { wrap } from './commands/wrap.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [serve, createKey, wrap, convert, env]
