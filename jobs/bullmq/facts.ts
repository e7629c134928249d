import { Redis } from 'ioredis'

/** What can be told of a Redis that jobs would go through. */
export interface RedisFacts {
  version: string
  /** `noeviction`, or a policy under which tickets are lost. */
  evictionPolicy: string
  /** Its clock, in ms since the epoch. */
  clockMs: number
}

/** Connects, asks and hangs up. Errors: ioredis' own, within `timeoutMs`. */
export async function readRedisFacts(url: string, timeoutMs: number): Promise<RedisFacts> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: timeoutMs,
    commandTimeout: timeoutMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null
  })
  let reason: Error | undefined
  redis.on('error', (error: Error) => {
    reason = error
  })
  try {
    await redis.connect()
    const [info, time] = await Promise.all([redis.info(), redis.time()])
    const fact = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? 'unknown'
    const [seconds, micros] = time.map(Number) as [number, number]
    return {
      version: fact('redis_version'),
      evictionPolicy: fact('maxmemory_policy'),
      clockMs: seconds * 1000 + micros / 1000
    }
  } catch (error) {
    throw reason ?? error
  } finally {
    redis.disconnect()
  }
}
