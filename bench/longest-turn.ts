import type { Server } from './servers/spawn.ts'

const lag = /^shopkeeper_nodejs_eventloop_lag_max_seconds (\S+)/m

/** The longest turn of a server's event loop since it was last asked for, in ms. */
export async function longestTurn({ url }: Pick<Server, 'url'>, signal?: AbortSignal) {
  const response = await fetch(`${url}/metrics`, { signal: signal ?? null })
  const seconds = lag.exec(await response.text())?.[1]
  if (seconds === undefined) throw new Error(`${url}/metrics does not tell how long a turn takes`)
  return Number(seconds) * 1000
}
