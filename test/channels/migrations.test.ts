import { sql } from 'kysely'
import { writeAlone } from '#core/database/backend'
import { Db } from '#core/database/db'
import { migrate } from '#core/database/migrations'
import { openBackend } from '#core/database/open'
import { systemClock } from '#core/time'
import { channels } from '#plugins/channels'
import { freshDatabase, onEachDatabase } from '../harness.ts'

onEachDatabase(async (t, kind) => {
  t.test('migrations: after-sales that were kept before are records afterwards', async (t) => {
    const { url } = await freshDatabase(t, kind)
    const options = { url, durability: 'process', poolMax: 2, waitMs: 5000 } as const
    const backend = await openBackend(options, systemClock)
    t.teardown(() => backend.close())
    const migrations = channels.migrations!
    await migrate(backend, [{ plugin: 'channels', migrations: [migrations[0]!] }], systemClock)
    await writeAlone(backend, async (props) => {
      const db = new Db(props, backend.dialect)
      await sql`insert into channels (id, platform, name, settings, buffer_units, ratio_bps, stop_sell,
          unknown_skus, currency, pull_every_seconds, push_stock, push_prices, is_enabled,
          is_configured, version, created_at, updated_at)
        values ('a', 'small', 'A', '{}', 0, 10000, 0, 'hold', 'CNY', 60, 1, 1, 1, 0, 1, 'x', 'x')`.execute(
        db
      )
      await sql`insert into channel_after_sales (channel_id, external_id, modified_at, body, received_at)
        values ('a', ${'case "7"'}, '2026-03-01', '{"state":"OPEN"}', '2026-03-02')`.execute(db)
    })
    await migrate(backend, [{ plugin: 'channels', migrations }], systemClock)
    const rows = await writeAlone(backend, async (props) => {
      const db = new Db(props, backend.dialect)
      return (await sql<{ document: string }>`select * from channel_records`.execute(db)).rows
    })
    t.match(rows, [{ kind: 'afterSale', externalId: 'case "7"', receivedAt: '2026-03-02' }])
    t.match(JSON.parse(rows[0]!.document), { status: 'unmapped', body: { state: 'OPEN' } })
  })
})
