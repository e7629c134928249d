import { type DestinationStream, type Logger, pino } from 'pino'
import { ShopkeeperError } from './errors.ts'
import { logDestination } from './log-destination.ts'

/** Fields that never reach a log, at any depth we write them at. */
const secretFields = [
  'authorization',
  'cookie',
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

/** What of an error is logged. Others may carry a row's values, as Postgres does in `detail`: those stay out. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { type, message, stack, code } = pino.stdSerializers.err(error) as unknown as Record<
    string,
    unknown
  >
  const fields = error instanceof ShopkeeperError && error.fields
  return { type, message, stack, ...(code !== undefined && { code }), ...(fields && { fields }) }
}

/** The engine's log: JSON lines, UTC, secrets and personal data replaced by `[redacted]`. */
export function createLog(level: string, to: DestinationStream = logDestination(1)): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describe },
    redact: { paths: redactPaths, censor: '[redacted]' }
  }
  return pino(options, to)
}
