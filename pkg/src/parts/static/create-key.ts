import { check, create, load } from '../../create-key/part.ts'

const part = { check, create, load }

export const createKeyPart = async () => part
