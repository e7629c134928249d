import type { Logger } from 'pino'
import type { Dispatcher } from 'undici'
import type { Clock } from '../time.ts'
import type { Pace } from './budget.ts'

/** What an adapter is given: it has no database, no queue, no clock and no fetch of its own. */
export interface AdapterIo {
  http: Dispatcher
  clock: Clock
  log: Logger
  /** The channel's id with us. */
  channelId: string
  /** Asked before every call, told of every answer. */
  pace: Pace
  /**
   * The access token to call with now; renewed when it is about to end. Only of adapters that declare `tokens`.
   * Errors: as of any call; CHANNEL_BROKEN when there is none and none can be had.
   */
  token(): Promise<string>
}
