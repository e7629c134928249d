import { createHash } from 'node:crypto'
import { createEngine } from 'shopkeeper'
import { accessPlugin } from '#core/access/plugin'
import { alertsPlugin } from '#core/alerts/plugin'
import { jobsPlugin } from '#jobs/plugin'
import { firstPartyPlugins } from '../first-party.ts'

export const testKey = Buffer.alloc(32, 7).toString('base64')

/** Has all first-party plugins migrate a database. */
export async function migrateAll(url: string): Promise<void> {
  const engine = await createEngine({
    ...{ database: { url }, encryptionKey: testKey, log: { level: 'warn' } }
  })
  await engine.stop()
}

let known: Promise<string> | undefined

/** Names what the migrations of all plugins make. */
export function migrationsHash(): Promise<string> {
  known ??= (async () => {
    const plugins = await Promise.all(Object.values(firstPartyPlugins).map((load) => load()))
    const all = [accessPlugin, alertsPlugin, jobsPlugin, ...plugins]
    const texts = JSON.stringify(all.map(({ name, migrations }) => [name, migrations]))
    return createHash('sha1').update(texts).digest('hex').slice(0, 16)
  })()
  return known
}
