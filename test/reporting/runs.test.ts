import { readSheet } from 'read-excel-file/node'
import { onEachDatabase } from '../harness.ts'
import { csvText } from './csv-text.ts'
import { buildStory, lastWeek, sellTwoWeeks } from './story.ts'

onEachDatabase(async (t, kind) => {
  const shop = await buildStory(t, kind, { stock: { MUG: 500, CUP: 40, '=1+1': 5 } })
  const { post, get, call } = shop
  await sellTwoWeeks(shop)
  const subject = {
    query: { metrics: ['netSales', 'orders', 'refundRate'], dimensions: ['channel'] }
  }
  const ask = { subject, period: 'lastWeek', language: 'en', name: 'By channel' }
  const file = (id: string, path: string) => call({ url: `/v1/reports/runs/${id}/files/${path}` })

  await t.test('runs: what was said stays said; late news makes the next revision', async (t) => {
    const first = await post('/reports/runs', ask)
    t.match(first, {
      revision: 1,
      seriesId: first.id,
      name: 'By channel',
      cause: 'manual',
      period: lastWeek
    })
    const before = await get(`/reports/runs/${first.id}`)
    t.match(before, {
      isOutdated: false,
      changedDays: [],
      newestRevision: 1,
      metricVersions: { netSales: 1 }
    })

    await shop.sell('taobao', '2026-03-04', 'MUG', 3)
    const outdated = await get(`/reports/runs/${first.id}`)
    t.match(outdated, { isOutdated: true, changedDays: ['2026-03-04'] })
    t.same(outdated.document, before.document, 'the old figures')

    const second = await post(`/reports/runs/${first.id}/refresh`, undefined)
    t.match(second, { revision: 2, seriesId: first.id, cause: 'refresh' })
    const total = (run: {
      document: { sections: { id: string; figures: { value: number }[] }[] }
    }) => run.document.sections.find(({ id }) => id === 'totals')!.figures[0]!.value
    const fresh = await get(`/reports/runs/${second.id}`)
    t.equal(total(fresh) - total(before), 3000)
    t.equal(fresh.isOutdated, false)
    t.match(await get(`/reports/runs/${first.id}`), { newestRevision: 2, isOutdated: true })
    const again = await Promise.all(
      [1, 2].map(() => post(`/reports/runs/${first.id}/refresh`, undefined))
    )
    t.same(again.map(({ revision }) => revision).sort(), [3, 4], 'two at once are two revisions')
    const listed = (await get(`/reports/runs?seriesId=${first.id}`)).data
    const proof = shop.engine.proofs.find(({ name }) => name === 'reporting.runs-are-whole')!
    t.same(await proof.findings(shop.engine.db), [])
    t.same(listed.map(({ revision }: { revision: number }) => revision).sort(), [1, 2, 3, 4])
  })

  await t.test(
    'runs: of a day that is not over, whatever happens on it makes it outdated',
    async (t) => {
      const { id } = await post('/reports/runs', { ...ask, period: 'today' })
      t.equal((await get(`/reports/runs/${id}`)).isOutdated, false)
      await shop.sell('douyin', '2026-03-09', 'MUG', 1)
      t.match(await get(`/reports/runs/${id}`), { isOutdated: true, changedDays: ['2026-03-09'] })
    }
  )

  await t.test('files: JSON, CSV and XLSX say the same; nothing in them runs', async (t) => {
    await shop.sell('=cmd|calc', '2026-03-05', '=1+1', 1)
    const { id } = await post('/reports/runs', { ...ask, language: 'zh' })
    const { document } = await get(`/reports/runs/${id}`)
    const rows = document.sections.find((one: { id: string }) => one.id === 'rows').rows
    t.same((await file(id, 'json')).body, document)

    const csv = await file(id, 'csv?section=rows')
    t.match(csv.headers, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="query-2026-03-02-2026-03-08.csv"'
    })
    const expected = rows.map(([name, sales, ...rest]: [string, number]) => [
      name,
      sales / 100,
      ...rest
    ])
    t.same(
      csvText(csv.text).slice(1),
      expected.map((cells: unknown[]) =>
        cells.map((cell) => (cell === '=cmd|calc' ? `'=cmd|calc` : String(cell)))
      )
    )
    t.same(csvText(csv.text)[0], ['channel', 'netSales', 'orders', 'refundRate'])
    const long = csvText((await file(id, 'csv')).text)
    t.same(long[0], ['section', 'item', 'column', 'value', 'unit'])
    t.ok(long.some((cells) => cells[0] === 'rows' && cells[2] === 'netSales' && cells[4] === 'CNY'))
    t.match(await file(id, 'csv?section=none'), {
      status: 404,
      body: { code: 'REPORT_SECTION_UNKNOWN' }
    })

    const app = await shop.engine.app.inject({
      url: `/v1/reports/runs/${id}/files/xlsx`,
      headers: { authorization: `Bearer ${await ownerKey()}` }
    })
    const sheet = await readSheet(app.rawPayload, '明细')
    t.same(sheet[0], ['渠道', '净销售额', '订单数', '退款率'])
    t.same(sheet.slice(1, -1), expected, 'numbers are numbers, and a formula is a text')
    t.equal(sheet.at(-1)![0], '合计')
  })

  await t.test('runs: of what there is not', async (t) => {
    t.match(await call({ url: '/v1/reports/runs/rrn_none' }), { status: 404 })
    const bad = { ...ask, subject: { query: { metrics: ['none'] } } }
    t.match(await call({ method: 'POST', url: '/v1/reports/runs', body: bad }), { status: 422 })
    const secret = { ...ask, subject: { query: { metrics: ['cm1'] } } }
    t.match(await call({ method: 'POST', url: '/v1/reports/runs', body: secret, as: 'marketer' }), {
      status: 403
    })
  })

  async function ownerKey() {
    const { createKey } = await import('#core/access/keys')
    const made = await shop.engine.transaction((tx) =>
      createKey(tx, { name: 'files', role: 'owner' })
    )
    return made.key
  }
})
