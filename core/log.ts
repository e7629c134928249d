import { type DestinationStream, type Logger, pino } from 'pino'

/** Fields that never reach a log, at any depth we write them at. */
const secretFields = [
  'authorization',
  'password',
  'secret',
  'token',
  'accessToken',
  'refreshToken',
  'apiKey',
  'key',
  'phone',
  'email',
  'address',
  'shippingAddress',
  'buyer',
  'recipient'
]

const redactPaths = [
  'req.headers.authorization',
  ...secretFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`])
]

/** The engine's log: JSON lines, UTC, secrets and personal data replaced by `[redacted]`. */
export function createLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: redactPaths, censor: '[redacted]' }
  }
  return destination ? pino(options, destination) : pino(options)
}
