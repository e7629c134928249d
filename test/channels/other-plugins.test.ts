import fc from 'fast-check'
import { definePlugin } from 'shopkeeper'
import type { ChannelAfterSale } from '#core/channel/documents'
import type { RecordChangedEvent, WriteSettledEvent } from '#plugins/channels'
import { keepRecords } from '../../plugins/channels/repository/records.ts'
import { onEachDatabase, until } from '../harness.ts'
import { buildBench, settled } from './bench.ts'
import { caseAt, overlapping, type Variant } from './platform.ts'

const able: Variant = {
  capabilities: {
    refunds: { write: true },
    messages: { pull: false, send: true },
    afterSales: {
      pull: overlapping,
      agree: false,
      refuse: true
    }
  }
}

const refund = {
  reference: 'rfd_1',
  orderExternalId: 'o-1',
  amountMinor: 500,
  currency: 'CNY',
  reason: 'a scratch',
  lines: []
}

onEachDatabase(async (t, kind) => {
  const changes: RecordChangedEvent[] = []
  const ends: WriteSettledEvent[] = []
  const listener = definePlugin({
    name: 'listener',
    needs: ['channels'],
    setup(ctx) {
      ctx.on('channelRecord.changed', async (_tx, batch) => void changes.push(...batch))
      ctx.on('channelWrite.settled', async (_tx, batch) => void ends.push(...batch))
      return {}
    }
  })
  const bench = await buildBench(t, kind, { adapter: able, morePlugins: [listener] })
  const { engine, platform } = bench
  const channels = engine.use('channels')

  t.test('records: what is new or newer is told, with an id that it is read by', async (t) => {
    platform.on('cases', () => ({ data: { documents: [caseAt('c-1', engine.clock.now())] } }))
    await engine.transaction((tx) => channels.pullRecords(tx, 'a', 'afterSale'))
    const page = { kind: 'afterSale', after: null, limit: 10 } as const
    // It is told inside of the transaction.
    await until(async () => (await channels.recordsAfter(engine.db, page)).length > 0)
    const [{ recordId, ...change }] = changes as [RecordChangedEvent]
    t.same(change, { kind: 'afterSale', channelId: 'a', externalId: 'c-1' })
    t.match(await channels.recordsOf(engine.db, [recordId, 'rec_none']), [
      { id: recordId, channelId: 'a', kind: 'afterSale', rawStatus: 'WAIT', amountMinor: 700 }
    ])
    t.equal((await channels.recordsAfter(engine.db, page)).length, 1)
    t.same(await channels.recordsAfter(engine.db, { ...page, after: recordId }), [])
  })

  t.test('records: whatever their order and repetition, the newest is kept', async () => {
    const states = ['1', '9', '10', '11'].flatMap((version) =>
      ['2026-03-01T08:00:00.000Z', '2026-03-01T08:00:01.000Z'].map((at) => ({
        ...caseAt('c', at),
        version
      }))
    )
    let count = 0
    const runs = fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(runs, async (told) => {
        const externalId = `p-${++count}`
        for (const one of told) {
          await engine.transaction((tx) => keepRecords(tx, 'a', [{ ...one, externalId }]))
        }
        const row = await engine.db
          .selectFrom('channelRecords')
          .selectAll()
          .where('externalId', '=', externalId)
          .executeTakeFirstOrThrow()
        const place = (one: Pick<ChannelAfterSale, 'modifiedAt' | 'version'>) =>
          `${one.modifiedAt} ${one.version!.padStart(4, '0')}`
        const kept = { modifiedAt: row.modifiedAt, version: JSON.parse(row.document).version }
        return place(kept) === told.map(place).sort().at(-1)
      }),
      { numRuns: 30 }
    )
  })

  t.test(
    'writes: asked for twice under one reference, it is one; what became of it is told',
    async (t) => {
      platform.on('refund', () => ({
        data: {
          status: 'rejected',
          code: 'NO_MONEY',
          reason: 'fill your purse',
          class: 'permission'
        }
      }))
      const ask = () => engine.transaction((tx) => channels.refund(tx, 'a', refund))
      const writeId = await ask()
      t.equal(await ask(), writeId)
      await settled(bench, { 'o-1': 'rejected' })
      t.equal(await ask(), writeId, 'also when it is over')
      t.equal(platform.count('refund'), 1)
      t.match(platform.calls.find(({ operation }) => operation === 'refund')!.body, {
        item: { refundId: 'rfd_1' }
      })
      t.match(ends, [
        {
          writeId,
          channelId: 'a',
          kind: 'refund',
          subject: 'o-1',
          reference: 'rfd_1',
          outcome: 'rejected',
          code: 'NO_MONEY',
          class: 'permission'
        }
      ])
      t.same(await bench.alerts('channel.push-failed'), [], 'who has asked raises the alert')
      platform.on('refund', () => ({ data: { status: 'done', externalId: 'R-1' } }))
      await bench.post(`/writes/${writeId}/retry`)
      await until(() => ends.length === 2)
      t.match(ends[1], { writeId, outcome: 'done', externalId: 'R-1', code: null })
    }
  )

  t.test('abilities: what a channel can do is told, and the rest is refused', async (t) => {
    t.same(await channels.capabilitiesOf(engine.db, 'a'), {
      agree: false,
      refuse: true,
      refund: true,
      reply: false,
      message: true,
      pausedReason: null
    })
    t.equal(await channels.capabilitiesOf(engine.db, 'nowhere'), null)
    const agree = { externalId: 'c-1', action: 'agree', note: 'fine' } as const
    await t.rejects(
      engine.transaction((tx) => channels.decideAfterSale(tx, 'a', agree)),
      { code: 'CHANNEL_UNSUPPORTED' }
    )
    await t.rejects(
      engine.transaction((tx) => channels.refund(tx, 'nowhere', refund)),
      { code: 'NOT_FOUND' }
    )
    await bench.call({ method: 'PATCH', url: '/v1/channels/a', body: { isEnabled: false } })
    t.match(await channels.capabilitiesOf(engine.db, 'a'), { pausedReason: /switched off/ })
  })
})
