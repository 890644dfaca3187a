import { createKey } from 'pocket-kms'
import { show } from './app.js'

show(createKey)
