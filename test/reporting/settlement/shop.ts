import type { ChannelCreditNote } from 'shopkeeper'
import type { Test } from 'tap'
import { manualClock } from '#core/time'
import type { DatabaseKind } from '../../harness.ts'
import { buildShop, channelId, channelOrder, line } from '../../orders/shop.ts'
import { runJob } from '../../run-job.ts'

/** CSV of Alipay's kind: remarks around the table, amounts in two columns. */
export const mapping = {
  commentPrefix: '#',
  dateFormat: 'yyyy/MM/dd HH:mm',
  decimal: ',',
  group: '.',
  columns: {
    ...{ postedAt: '入账时间', credit: '收入', debit: '支出', type: '业务类型' },
    ...{ txnId: '流水号', orderNo: '商户订单号', description: '备注' }
  },
  types: { 交易: 'sale', 退款: 'refund', 服务费: 'fee', 提现: 'payout', 推广: 'ads' },
  delimiter: ';'
}
const header = '流水号;入账时间;商户订单号;业务类型;收入;支出;备注'

/** A statement of these rows. */
export function csv(rows: readonly string[]): string {
  return ['#账务明细', header, ...rows, '#导出时间', ''].join('\r\n')
}

/** A shop with reporting, and short words for what its tests do. */
export async function open(
  test: Test,
  kind: DatabaseKind,
  { now = '2026-03-10T00:00:00.000Z', plugins = [] as string[] } = {}
) {
  const clock = manualClock(now)
  const shop = await buildShop(
    test,
    kind,
    {},
    {
      morePlugins: [...(plugins as 'aftersales'[]), 'reporting'],
      clock
    }
  )
  const { call, engine } = shop
  const account = (id: string, body: object) =>
    call({
      ...{ method: 'PUT', url: `/v1/settlement-accounts/${id}` },
      body: { provider: 'alipay', name: id, currency: 'CNY', format: 'csv', channelId, ...body }
    })
  const load = (accountId: string, file: string | Buffer, query = '') =>
    call({
      ...{ method: 'POST', url: `/v1/settlements/import?accountId=${accountId}${query}` },
      ...{ body: file, headers: { 'content-type': 'text/csv' } }
    })
  const discrepancies = async (query = 'state=open') =>
    (await call({ url: `/v1/settlement-discrepancies?limit=100&${query}` })).body.data
  const classes = async (id: string): Promise<Record<string, number>> => {
    const { body } = await call({ url: `/v1/settlements/${id}` })
    const sums: Record<string, number> = {}
    for (const one of body.classes) sums[one.class] = (sums[one.class] ?? 0) + one.lines
    return sums
  }
  const nightly = () => runJob(engine, 'reporting.reconcile-settlements')
  const alerts = async () => {
    const { body } = await call({ url: '/v1/alerts?state=open&limit=100' })
    return body.data
      .map((alert: { kind: string }) => alert.kind)
      .filter((name: string) => name.startsWith('reporting.'))
      .sort()
  }
  const credit = (note: Partial<ChannelCreditNote> & { externalId: string }, minor: number) =>
    engine.transaction((tx) =>
      engine.use('orders').intakeCreditNotes(tx, { channelId, unknownSkus: 'createUntracked' }, [
        {
          ...{ kind: 'creditNote', reason: 'return', orderExternalId: null, currency: 'CNY' },
          ...{ buyer: { externalId: 'b' }, issuedAt: '2026-03-03T02:00:00.000Z' },
          lines: [{ sku: 'MUG', title: 'Mug', quantity: -1, totalMinor: -minor }],
          ...note
        } as ChannelCreditNote
      ])
    )
  const sold = (externalId: string, minor: number, more: object = {}) =>
    channelOrder(externalId, 0, [line('MUG', 1, { totalMinor: minor, unitPriceMinor: minor })], {
      placedAt: '2026-03-02T02:00:00.000Z',
      ...more
    })
  const intake = (orders: Parameters<typeof shop.intake>[0]) =>
    shop.intake(orders, { unknownSkus: 'createUntracked' })
  return {
    ...shop,
    clock,
    account,
    load,
    discrepancies,
    classes,
    nightly,
    alerts,
    credit,
    sold,
    intake
  }
}

/** Bytes of a text in GBK: found by decoding every pair of bytes that GBK may have. */
export function toGbk(text: string): Buffer {
  const decoder = new TextDecoder('gbk')
  const codes = new Map<string, number[]>()
  for (let high = 0x81; high <= 0xfe; high++) {
    for (let low = 0x40; low <= 0xfe; low++) {
      const letter = decoder.decode(Uint8Array.of(high, low))
      if (letter.length === 1 && !codes.has(letter)) codes.set(letter, [high, low])
    }
  }
  return Buffer.from([...text].flatMap((letter) => codes.get(letter) ?? [letter.charCodeAt(0)]))
}
