import autocannon from 'autocannon'
import type { Side } from './measure.ts'
import type { Server } from './servers/spawn.ts'

const secondsOfWarmUp = 3
const secondsOfRound = 3

export interface Load {
  path: string
  connections: number
  /** An API key; the baselines ask for none. */
  key: string
  method?: 'GET' | 'POST'
  /** A new body for each request. */
  body?: () => string
  headers?: () => Record<string, string>
}

/** A server under a load, in answers of 2xx a second. The load comes from this process; the server is another. */
export function underLoad(server: Server, load: Load): Side {
  return {
    warmUp: () => requestsPerSecond(server, load, secondsOfWarmUp),
    measure: () => requestsPerSecond(server, load, secondsOfRound)
  }
}

/** Fails when any request fails. */
async function requestsPerSecond(server: Server, load: Load, seconds: number): Promise<number> {
  const { path, connections, key, method = 'GET', body, headers } = load
  const result = await autocannon({
    url: server.url + path,
    connections,
    duration: seconds,
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && {
      requests: [
        {
          method,
          setupRequest: (request) => ({
            ...request,
            body: body(),
            headers: { ...request.headers, ...headers?.() }
          })
        }
      ]
    })
  })
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${path}: ${result.non2xx} answers were no 2xx, ${result.errors} failed`)
  }
  return result['2xx'] / result.duration
}

/** The bytes that a server answers with; used to show that both sides answer the same. */
export async function answerOf(server: Server, { path, key }: Load): Promise<string> {
  const response = await fetch(server.url + path, { headers: { authorization: `Bearer ${key}` } })
  return response.text()
}
