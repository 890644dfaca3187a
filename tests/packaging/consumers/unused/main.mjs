import 'pocket-kms'
import { createKey, KmsError } from 'pocket-kms'
