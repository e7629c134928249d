import fc from 'fast-check'
import t from 'tap'
import { deriveDays, type ToldFigures } from '../../plugins/reporting/traffic/derive.ts'
import { figureNames, moneyFigures, visitFigures } from '../../plugins/reporting/traffic/figures.ts'
import { onEachDatabase } from '../harness.ts'
import { runJob } from '../run-job.ts'
import { buildFigures } from './figures.ts'

const nothing = Object.fromEntries(figureNames.map((name) => [name, null])) as object

function told(more: Partial<ToldFigures>): ToldFigures {
  const key = { channelId: 'c', dayOn: '2026-03-01', source: '', campaign: '', sku: '' }
  return { ...key, currency: 'CNY', ...nothing, ...more } as ToldFigures
}

t.test(
  'derived: a total that is told goes before its parts, and nothing is counted twice',
  async (t) => {
    const rows = deriveDays([
      told({ visitors: 100 }),
      told({ source: 'search', visitors: 70 }),
      told({ source: 'ads', visitors: 50, clicks: 40 }),
      told({ sku: 'A', visitors: 60 }),
      told({ sku: 'B', visitors: 60 }),
      told({ campaign: 'x', adCostMinor: 500, clicks: 30 }),
      told({ campaign: 'x', sku: 'A', adCostMinor: 200 }),
      told({ campaign: 'y', sku: 'A', adCostMinor: 70 }),
      told({ campaign: 'y', sku: 'B', adCostMinor: 30, currency: 'USD' })
    ])
    const of = (grain: string, name: 'visitors' | 'clicks' | 'adCostMinor') =>
      rows
        .filter((row) => row.grain === grain && row[name] > 0)
        .map((row) => [row.source + row.campaign + row.sku + row.currency, row[name]].join(' '))
    t.same(of('channel', 'visitors'), [' 100'])
    t.same(of('channel', 'clicks'), [' 40'], 'by sources, not by campaigns as well')
    t.same(of('channel', 'adCostMinor'), ['CNY 570', 'USD 30'])
    t.same(of('source', 'visitors'), ['search 70', 'ads 50'])
    t.same(of('sku', 'visitors'), ['A 60', 'B 60'])
    t.same(of('campaign', 'adCostMinor'), ['xCNY 500', 'yCNY 70', 'yUSD 30'])
    t.same(of('sku', 'adCostMinor'), ['ACNY 270', 'BUSD 30'])
    const alone = deriveDays([told({ sku: 'A', visitors: 60 }), told({ sku: 'B', visitors: 60 })])
    t.same(
      alone.map(({ grain }) => grain),
      ['sku', 'sku'],
      'visitors of SKUs are not those of the shop'
    )
  }
)

t.test(
  'derived: the order of what is told does not matter, and money of campaigns is that of the channel',
  async (t) => {
    const part = fc.record({
      source: fc.constantFrom('', 's', 't'),
      campaign: fc.constantFrom('', 'x', 'y'),
      sku: fc.constantFrom('', 'A', 'B'),
      adCostMinor: fc.option(fc.integer({ min: 0, max: 1000 })),
      visitors: fc.option(fc.integer({ min: 0, max: 1000 }))
    })
    const selector = (one: { source: string; campaign: string; sku: string }) =>
      `${one.source}/${one.campaign}/${one.sku}`
    const property = fc.property(fc.uniqueArray(part, { selector, maxLength: 15 }), (parts) => {
      const rows = parts.map((one) => told(one))
      const text = (all: readonly ToldFigures[]) =>
        deriveDays(all)
          .map((row) => JSON.stringify(row))
          .sort()
          .join()
      if (text(rows) !== text(rows.toReversed())) return false
      const leaves = rows.filter(({ source, campaign, sku }) => !source && campaign && !sku)
      const derived = deriveDays(leaves)
      const sum = (grain: string) =>
        derived.filter((row) => row.grain === grain).reduce((all, row) => all + row.adCostMinor, 0)
      return sum('campaign') === sum('channel')
    })
    fc.assert(property, { numRuns: 300 })
    t.equal(visitFigures.length + moneyFigures.length, 8)
  }
)

onEachDatabase(async (t, kind) => {
  t.test('figures are told, told anew, looked up and asked for', async (t) => {
    const shop = await buildFigures(t, kind, { now: '2026-03-15T04:00:00.000Z' })
    const { call } = shop
    const tell = async (items: object[]) =>
      (await call({ method: 'POST', url: '/v1/traffic/batch', body: { items } })).body.outcomes
    const key = { channelId: 'chn_a', dayOn: '2026-03-14' }
    const first = await tell([
      { ...key, visitors: 1000, pageViews: 4000, bounces: 300, dwellMs: 60_000_000 },
      { ...key, campaign: 'spring', impressions: 9000, clicks: 90, adCostMinor: 4500 },
      { ...key, source: 'search', visitors: 700 },
      { ...key, dayOn: '2026-03-13', visitors: 800 },
      { ...key, dayOn: '2026-03-16', visitors: 1 },
      { ...key, visitors: 5 },
      { ...key, sku: 'MUG', adCostMinor: 5, currency: 'XXX' }
    ])
    t.match(
      first.slice(0, 4).map((one: { result: object }) => one.result),
      [...Array(4).fill({ result: 'created' })]
    )
    t.match(first.slice(4), [
      { status: 'rejected', problem: { code: 'TRAFFIC_ROW_INVALID', field: 'dayOn' } },
      { problem: { reason: /told twice/ } },
      { problem: { field: 'currency' } }
    ])
    const again = await tell([
      { ...key, visitors: 1000 },
      { ...key, campaign: 'spring', adCostMinor: 4700, adOrders: 0 }
    ])
    t.match(again, [{ result: { result: 'unchanged' } }, { result: { result: 'updated' } }])
    const { id } = again[1].result
    t.match((await call({ url: `/v1/traffic/${id}` })).body, {
      current: { version: 2, clicks: 90, adCostMinor: 4700, adOrders: 0, currency: 'CNY' },
      versions: [{ version: 1, adCostMinor: 4500, adOrders: null }]
    })
    const { data } = (await call({ url: '/v1/traffic?from=2026-03-14&to=2026-03-14&sku=' })).body
    t.equal(data.length, 3)
    const revisions = () =>
      shop.engine.db.selectFrom('reportDayRevisions').select(['dayOn', 'revision']).execute()
    const before = await revisions()
    await tell([{ ...key, dayOn: '2026-03-01', visitors: 3 }])
    await tell([{ ...key, dayOn: '2026-03-01', visitors: 3 }])
    const dayOf = (all: { dayOn: string }[]) => all.filter(({ dayOn }) => dayOn === '2026-03-01')
    t.same(dayOf(before), [])
    t.match(
      dayOf(await revisions()),
      [{ revision: 2 }],
      'a closed day has a revision, the same again none'
    )

    const answer = await shop.figures({
      metrics: ['visitors', 'bounceRate', 'averageDwell', 'adCost', 'ctr', 'cpc', 'roas'],
      dimensions: ['day'],
      period: { from: '2026-03-13', to: '2026-03-14' }
    })
    const figuresOf = (row: { values: Record<string, { value: number | null }> }) =>
      Object.values(row.values).map(({ value }) => value)
    t.same(answer.rows.map(figuresOf), [
      [800, 0, 0, 0, null, null, null],
      [1000, 0.3, 60_000, 4700, 0.01, 52, 0]
    ])
    const by = async (dimension: string) =>
      (
        await shop.figures({
          ...{ metrics: ['visitors', 'adCost'], dimensions: [dimension] },
          period: { from: '2026-03-14', to: '2026-03-14' }
        })
      ).rows.map((row: { keys: object; values: never }) => [row.keys, ...figuresOf(row)])
    t.same(await by('campaign'), [[{ campaign: 'spring' }, 0, 4700]])
    t.same(await by('source'), [[{ source: 'search' }, 700, 0]])
    t.match(
      await call({
        method: 'POST',
        url: '/v1/traffic/batch',
        body: { items: [{ ...key, views: 1 }] }
      }),
      {
        status: 400
      }
    )
    for (const proof of shop.engine.proofs) t.same(await proof.findings(shop.engine.db), [])
  })

  t.test(
    'files: columns by a mapping, bad rows reported, the same again changes nothing',
    async (t) => {
      const shop = await buildFigures(t, kind)
      const load = async (file: string, { query = '', type = 'text/csv' } = {}) =>
        shop.call({
          ...{ method: 'POST', url: `/v1/traffic/import${query}`, body: file },
          headers: { 'content-type': type }
        })
      const mapping = {
        ...{ skipLines: 1, dateFormat: 'yyyy/MM/dd', group: ',' },
        columns: {
          ...{
            day: '日期',
            campaign: '计划',
            visitors: '访客数',
            averageDwell: '停留',
            bounceRate: '跳失率'
          },
          ...{ clicks: '点击量', adCost: '花费', adSales: '成交金额' }
        },
        defaults: { channelId: 'tmall', source: '直通车' }
      }
      const put = (body: object) =>
        shop.call({ method: 'PUT', url: '/v1/traffic-mappings/tmall', body })
      t.match(await put({ ...mapping, defaults: {} }), { body: { field: 'columns.channelId' } })
      t.match(await put({ ...mapping, decimal: ',' }), { body: { field: 'group' } })
      t.match(await put(mapping), { status: 200, body: { version: 1 } })
      const file = [
        '店铺报表',
        '日期,计划,访客数,停留,跳失率,点击量,花费,成交金额',
        '2026/03/10,春,"1,200",30.5,40%,80,"1,234.50",--',
        '2026/03/11,春,900,20,0.5,70,12.345,99',
        '2026/03/12,夏,many,1,1,1,1,1',
        '2026/03/10,春,1,1,1,1,1,1',
        ''
      ].join('\n')
      const query = '?mappingId=tmall'
      const first = await load(file, { query })
      t.match(first.body, {
        ...{ rows: 4, created: 2, updated: 0, unchanged: 0, rejected: 2 },
        errors: [
          { line: 5, column: '访客数' },
          { line: 6, column: 'dayOn' }
        ]
      })
      t.match((await load(file, { query })).body, { created: 0, unchanged: 2 })
      const { data } = (await shop.call({ url: '/v1/traffic?from=2026-03-10&to=2026-03-10' })).body
      t.match(data, [
        {
          ...{ visitors: 1200, dwellMs: 36_600_000, bounces: 480, clicks: 80, adCostMinor: 123450 },
          ...{ adSalesMinor: null, source: '直通车', origin: 'import' }
        }
      ])
      t.match((await load('x\n日期\n2026/03/10\n', { query })).body, {
        ...{ code: 'TRAFFIC_MAPPING_INVALID', field: 'columns.campaign' }
      })
      t.match((await load('day,channelId,visitors\n2026-03-09,tmall,5\n')).body, { created: 1 })
      const lines = [
        { channelId: 'tmall', dayOn: '2026-03-08', visitors: 4 },
        { channelId: 'tmall', dayOn: '2026-03-08', sku: 'A', visitors: -4 }
      ]
      const ndjson = lines.map((one) => JSON.stringify(one)).join('\n')
      t.match((await load(ndjson, { type: 'application/x-ndjson' })).body, {
        ...{ created: 1, rejected: 1, errors: [{ line: 2, column: 'visitors' }] }
      })
      for (const proof of shop.engine.proofs) t.same(await proof.findings(shop.engine.db), [])
    }
  )

  t.test(
    'a campaign that costs money for days and sells nothing is told of, until it sells',
    async (t) => {
      const shop = await buildFigures(t, kind, {
        options: { traffic: { spendDays: 2, spendMinimumMinor: 1000 } }
      })
      const tell = (items: object[]) =>
        shop.call({ method: 'POST', url: '/v1/traffic/batch', body: { items } })
      const spent = (campaign: string, day: number, more: object) => ({
        ...{ channelId: 'tmall', campaign, dayOn: `2026-03-${day}` },
        ...more
      })
      await tell([
        spent('dear', 13, { adCostMinor: 600 }),
        spent('dear', 14, { adCostMinor: 600, adOrders: 0 }),
        spent('good', 14, { adCostMinor: 6000, adOrders: 2 }),
        spent('small', 14, { adCostMinor: 900 })
      ])
      const watch = async () => {
        await runJob(shop.engine, 'reporting.watch-spend')
        const { data } = (await shop.call({ url: '/v1/alerts?state=open' })).body
        return data.map(({ subjectId, fields }: { subjectId: string; fields: object }) => [
          subjectId,
          fields
        ])
      }
      t.match(await watch(), [['tmall/dear', { costMinor: 1200, currency: 'CNY', days: 2 }]])
      await tell([spent('dear', 14, { adOrders: 1, adSalesMinor: 5000 })])
      t.same(await watch(), [])
    }
  )
})
