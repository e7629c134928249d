import { pino } from 'pino'
import type { Dispatcher } from 'undici'
import type { AdapterIo } from '#core/channel/io'
import type { Clock } from '#core/time'

/** What an adapter is given, without an engine: no limits, and one token that never ends. */
export function adapterIo(
  http: Dispatcher,
  clock: Clock,
  token: () => Promise<string> = async () => 'token'
): AdapterIo {
  return {
    http,
    clock,
    log: pino({ level: 'silent' }),
    channelId: 'a',
    pace: { take: async () => undefined, learn: async () => undefined },
    token
  }
}
