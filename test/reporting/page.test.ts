import t from 'tap'
import { domInBrowser, missingBrowser, showInBrowser } from './chromium.ts'
import { buildStory, evilTitle, lastWeek, sellTwoWeeks } from './story.ts'

const expected = {
  zh: {
    lang: 'zh-CN',
    texts: [
      '周报',
      '做得怎么样',
      '为什么',
      '下一步',
      '净销售额',
      '完成目标的',
      '2026年3月2日 – 2026年3月8日'
    ],
    advice: ['流量', '转化率低：', '离目标还差'],
    charts: {
      'sales-by-day': ['每日净销售额', '日期', '净销售额（元）', '3/2周一'],
      drivers: ['变化拆解', '因素', '净销售额（元）', '访客'],
      'channel-changes': ['渠道', '净销售额变化（元）', 'taobao']
    }
  },
  en: {
    lang: 'en',
    texts: [
      'Weekly review',
      'How did we do',
      'Why',
      'What next',
      'Net sales',
      'of the target',
      'Mar 2, 2026 – Mar 8, 2026'
    ],
    advice: ['Too few of them buy', 'short of the target'],
    charts: {
      'sales-by-day': ['Net sales by day', 'Day', 'Net sales (CNY)', 'Mon, 3/2'],
      drivers: ['The change split', 'Driver', 'Net sales (CNY)', 'Visitors'],
      'channel-changes': ['Channel', 'Change of net sales (CNY)', 'taobao']
    }
  }
} as const

/** Measures itself once it is laid out: what is wider than the window, and what it has become. */
const probe = `<script>
  const wide = [...document.querySelectorAll('section, table, .card, svg, header')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth || one.scrollWidth > one.clientWidth + 1)
  document.body.dataset.overflow = document.documentElement.scrollWidth > innerWidth ? 'page' : wide.map((one) => one.id || one.tagName).join()
</script>`

t.test(
  'page: one look answers how we did, why, and what next',
  { skip: missingBrowser },
  async (t) => {
    const shop = await buildStory(t, 'sqlite', { stock: { MUG: 500, OLD: 90 } })
    await shop.post('/products', {
      ...{ title: evilTitle, lifecycle: 'live' },
      variants: [{ sku: 'CUP', prices: [{ amountMinor: 1000, currency: 'CNY' }] }]
    })
    await shop.stockUp('CUP', 40)
    await shop.run('reporting.keep-stock')
    await sellTwoWeeks(shop)
    await shop.post('/goals', {
      title: 'March, week 1',
      metric: 'netSales',
      period: lastWeek,
      target: 150_000
    })
    const subject = { builtIn: { name: 'weekly-review' } }
    const { id } = await shop.post('/reports/runs', { subject, period: 'lastWeek', language: 'zh' })

    for (const language of ['zh', 'en'] as const) {
      await t.test(`page: in ${language}`, async (t) => {
        const { lang, texts, advice, charts } = expected[language]
        const file = await shop.call({
          url: `/v1/reports/runs/${id}/files/html?language=${language}`
        })
        t.match(file.headers, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'"
        })
        const html = file.text
        t.notMatch(html, /<script|\son\w+=|javascript:/i, 'nothing runs')
        t.notMatch(html, /(src|href)=|url\(|@import/i, 'nothing is loaded')
        // Only to be measured, the page may run what the test puts there.
        const measured = html
          .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
          .replace('</body>', `${probe}</body>`)
        const [dom, { complaints, screenshot, pages }] = await Promise.all([
          domInBrowser(t, measured),
          showInBrowser(t, html)
        ])
        t.same(complaints, [], 'the browser has nothing to complain of')
        t.match(dom, `<html lang="${lang}"`)
        t.match(dom, /data-overflow=""/, 'nothing is wider than the page')
        for (const text of texts) t.ok(dom.includes(text), text)
        const next = sectionOf(dom, 'advice')
        t.ok(
          advice.some((text) => next.includes(text)),
          `advice: ${next}`
        )
        for (const [chart, names] of Object.entries(charts)) {
          const section = sectionOf(dom, chart)
          t.match(section, /<svg[^>]* role="img"/, `${chart} is drawn`)
          t.ok((section.match(/class="axis-name"/g) ?? []).length === 2, `${chart} names both axes`)
          for (const name of names) t.ok(section.includes(name), `${chart}: ${name}`)
        }
        t.ok(dom.includes('Mug &lt;script&gt;'), 'a title is a text')
        t.notMatch(dom, '<title>owned')
        t.ok(pages >= 1 && pages <= 3, `${pages} pages of A4`)
        t.ok(hasColor(screenshot, '#2563eb'), 'bars of the chart are seen')
        t.same([screenshot.width, screenshot.height], [1120, 1600])
      })
    }
  }
)

function sectionOf(dom: string, id: string): string {
  const from = dom.indexOf(`id="${id}"`)
  return from < 0 ? '' : dom.slice(from, dom.indexOf('</section>', from))
}

function hasColor(
  { width, height, at }: { width: number; height: number; at(x: number, y: number): string },
  color: string
) {
  for (let y = 0; y < height; y += 4) {
    for (let x = 0; x < width; x += 4) if (at(x, y) === color) return true
  }
  return false
}
