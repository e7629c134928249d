import { type DestinationStream, destination } from 'pino'

/** What is kept of a log that cannot be written, so that a full disk does not become a full memory. */
const heldMaxBytes = 1_048_576

/**
 * Opens a file, or a descriptor that is open already, for a log.
 *
 * A log that cannot be written is no reason to stop: on a full disk lines wait, as many as fit, and are written when there
 * is room again; to a reader that is gone they are lost. Errors: what the system says when a file cannot be opened.
 */
export function logDestination(to: string | number): DestinationStream {
  const stream = destination({ dest: to, append: true, sync: true, maxLength: heldMaxBytes })
  // Without somebody who listens, a failed write would end the process.
  stream.on('error', () => undefined)
  return stream
}
