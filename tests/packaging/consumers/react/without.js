import { show } from './app.js'

show(async () => ({ key_info: { key_id: 'none' } }))
