import type { Command } from './command.ts'
import { createKey } from './commands/create-key.ts'
import { env } from './commands/env.ts'
import { serve } from './commands/serve.ts'

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [serve, createKey, env]
