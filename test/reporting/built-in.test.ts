import { onEachDatabase } from '../harness.ts'
import { buildStory, lastWeek, sellTwoWeeks } from './story.ts'

interface Section {
  kind: string
  id: string
  title: { zh: string }
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  [content: string]: any
}

const names = [
  ...['daily-brief', 'weekly-review', 'monthly-review', 'abc-xyz', 'cohorts', 'rfm'],
  ...['funnel', 'inventory-ageing', 'hot-products', 'goals']
]

onEachDatabase(async (t, kind) => {
  const shop = await buildStory(t, kind)
  const { post, get, call } = shop
  await shop.run('reporting.keep-stock')
  await sellTwoWeeks(shop)
  const make = (name: string, body: object = {}, as?: 'owner' | 'marketer') =>
    post(`/reports/built-in/${name}`, body, 200, as)
  const section = (document: { sections: Section[] }, id: string) =>
    document.sections.find((one) => one.id === id)!
  const card = (document: { sections: Section[] }, name: string) =>
    section(document, 'figures').figures.find((one: { name: string }) => one.name === name)

  await t.test('built-in: all are listed, and each can be had in every form', async (t) => {
    const { data } = await get('/reports/built-in')
    t.same(
      data.map(({ name }: { name: string }) => name),
      names
    )
    for (const { name, period } of data) {
      const subject = { builtIn: { name } }
      const { id } = await post('/reports/runs', { subject, period, language: 'zh' })
      for (const file of ['html?language=zh', 'html?language=en', 'csv', 'xlsx', 'json']) {
        const answer = await call({ url: `/v1/reports/runs/${id}/files/${file}` })
        t.equal(answer.status, 200, `${name} as ${file}`)
      }
    }
    t.equal(
      (await call({ method: 'POST', url: '/v1/reports/built-in/tarot', body: {} })).status,
      404
    )
    t.match(
      await call({ method: 'POST', url: '/v1/reports/built-in/daily-brief', body: { tip: 1 } }),
      { status: 400 }
    )
    const backwards = { period: { from: '2026-03-08', to: '2026-03-02' } }
    t.match(
      await call({ method: 'POST', url: '/v1/reports/built-in/daily-brief', body: backwards }),
      {
        status: 422,
        body: { code: 'REPORT_PERIOD_INVALID' }
      }
    )
  })

  await t.test(
    'weekly review: the figures are those of the query, the reasons sum to the change',
    async (t) => {
      const review = await make('weekly-review')
      const query = {
        metrics: ['netSales', 'orders'],
        period: lastWeek,
        comparison: 'previousPeriod'
      }
      const { totals } = await post('/reports/query', query, 200)
      t.match(card(review, 'netSales'), {
        value: totals.netSales.value,
        comparisons: [{ ratio: totals.netSales.ratio }]
      })
      t.equal(card(review, 'orders').value, totals.orders.value)
      const days = section(review, 'sales-by-day').chart.series[0].values
      t.equal(days.length, 7)
      t.equal(
        days.reduce((sum: number, value: number) => sum + value, 0),
        totals.netSales.value
      )
      const [from, ...steps] = section(review, 'drivers').chart.series[0].values
      const to = steps.pop()
      t.same([from, to], [totals.netSales.previous, totals.netSales.value])
      t.equal(
        steps.reduce((sum: number, value: number) => sum + value, from),
        to
      )
      for (const id of ['channel-changes', 'product-changes']) {
        const [{ values }] = section(review, id).chart.series
        t.equal(
          values.reduce((sum: number, value: number) => sum + value, 0),
          to - from,
          id
        )
      }
      t.match(section(review, 'slow-movers').rows, [['OLD · Product OLD', 90]])
      t.same(review.headline.zh.includes('主要是转化率下降'), true, review.headline.zh)
    }
  )

  await t.test(
    'weekly review: held to its target, by the goal of the week or those of its days',
    async (t) => {
      const goal = (period: object, target: number, more: object = {}) =>
        post('/goals', { title: 'Goal', metric: 'netSales', period, target, ...more })
      t.equal(card(await make('weekly-review'), 'netSales').target, undefined, 'none yet')
      await goal(lastWeek, 50_000, { filters: [{ dimension: 'channel', in: ['taobao'] }] })
      t.equal(card(await make('weekly-review'), 'netSales').target, undefined, 'of a channel alone')
      await goal({ from: '2026-03-02', to: '2026-03-05' }, 70_000)
      await goal({ from: '2026-03-06', to: '2026-03-08' }, 34_000)
      const short = await make('weekly-review')
      t.match(card(short, 'netSales').target, {
        value: 104_000,
        share: card(short, 'netSales').value / 104_000
      })
      t.match(short, { headlineTone: 'bad', headline: { en: /of the target/ } })
      t.match(section(short, 'advice').items[0], { tone: 'bad', text: { zh: /离目标还差/ } })
      await goal(lastWeek, 100_000)
      const reached = await make('weekly-review')
      t.match(card(reached, 'netSales').target, { value: 100_000 })
      t.match(reached, { headlineTone: 'good', headline: { en: /target reached/ } })
    }
  )

  await t.test('daily brief: beside the same weekday and the day before', async (t) => {
    const brief = await make('daily-brief', { period: { from: '2026-03-04', to: '2026-03-04' } })
    t.match(brief, { comparison: { from: '2026-02-25', to: '2026-02-25' } })
    const [weekday, before] = card(brief, 'netSales').comparisons
    const on = async (comparison: string) => {
      const period = { from: '2026-03-04', to: '2026-03-04' }
      const query = { metrics: ['netSales'], period, comparison }
      return (await post('/reports/query', query, 200)).totals.netSales
    }
    t.match(weekday, { previous: (await on('sameWeekdayLastWeek')).previous })
    t.match(before, { previous: (await on('dayBefore')).previous })
    t.equal(section(brief, 'sales-by-day').chart.x.keys.length, 14)
    t.equal(section(brief, 'promotions'), undefined, 'it is short')
  })

  await t.test('reviews: without reports:cost nothing tells what goods cost', async (t) => {
    await post('/goals', { title: 'Margin', metric: 'cm1', period: lastWeek, target: 90_000 })
    const secret = /"cm1|"stockValue|margin|毛利|占用资金/i
    for (const name of names) {
      const period = name === 'goals' ? { period: lastWeek } : {}
      t.notMatch(JSON.stringify(await make(name, period, 'marketer')), secret, name)
    }
    t.match(JSON.stringify(await make('weekly-review')), secret)
    t.match(JSON.stringify(await make('goals', { period: lastWeek })), secret)
  })

  await t.test('monthly review: of a month without anything it says so', async (t) => {
    const review = await make('monthly-review', {
      period: { from: '2020-02-01', to: '2020-02-29' }
    })
    t.match(review, {
      comparison: { from: '2020-01-01', to: '2020-01-31' },
      headlineTone: 'neutral'
    })
    t.match(card(review, 'netSales'), { value: 0 })
    t.equal(section(review, 'drivers'), undefined)
  })
})
