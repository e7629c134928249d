import { pino } from 'pino'
import type { End } from 'shopkeeper/testing'
import { sqliteEnd } from 'shopkeeper/testing'
import type { Test } from 'tap'
import { freshDatabase, missingServers, redisUrl } from '../harness.ts'

/** Where every adapter of ours is driven: on what a newcomer has, and on what a busy shop has. */
export const ends: readonly End[] = [
  sqliteEnd,
  {
    name: 'postgres, bullmq',
    skip: missingServers,
    async open(t) {
      const { url, redisPrefix } = await freshDatabase(t as unknown as Test, 'postgres')
      return { url, redis: { url: redisUrl, prefix: redisPrefix } }
    }
  }
]

/** What a simulator of ours is given beside its clock. */
export const silent = { log: pino({ level: 'silent' }), channelId: 'kit' }
