import { existsSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { yearFolder, yearShop } from '../import.ts'
import { longestTurn } from '../longest-turn.ts'
import { type Figure, median } from '../measure.ts'
import { type Server, startServer } from '../servers/spawn.ts'
import { latenciesOf } from './latencies.ts'
import { type MillionShop, makeMillionShop } from './million.ts'

const timesEach = 20

/** Reports over a million orders, and what others feel of them. Skipped where the real year is not there. */
export async function benchReports(rounds: number): Promise<Figure[]> {
  if (!existsSync(yearFolder)) {
    console.error(`reports: skipped, ${yearFolder} is not there`)
    return []
  }
  const shop = await makeMillionShop()
  const server = await startServer('engine', shop.path, [JSON.stringify({ shop: yearShop })])
  try {
    return [
      ...(await questions(server, shop)),
      ...(await builtIns(server, shop)),
      ...(await others(server, shop, rounds))
    ]
  } finally {
    await server.stop()
    shop.remove()
  }
}

/** Asks the API; returns how long the answer took, in ms. */
async function timed(
  { url }: Server,
  { key }: MillionShop,
  path: string,
  body?: object
): Promise<number> {
  const startedMs = performance.now()
  const response = await fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) })
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${path}: ${text.slice(0, 500)}`)
  if (text.includes('"rowsTotal":0')) throw new Error(`${path}: there is nothing to answer`)
  return performance.now() - startedMs
}

/** Questions as dashboards ask them, beside the sums that a person would write by hand for them. */
async function questions(server: Server, shop: MillionShop): Promise<Figure[]> {
  const { from, to, path } = shop
  const db = new Sqlite(path, { readonly: true })
  const byHand = (sql: string) => {
    const statement = db.prepare(sql)
    return async () => {
      const startedMs = performance.now()
      statement.all(from, to)
      return performance.now() - startedMs
    }
  }
  const figure = async (
    work: string,
    bar: string,
    { query, sql }: { query: object; sql: string }
  ): Promise<Figure> => {
    const ask = () => timed(server, shop, '/v1/reports/query', query)
    for (let warm = 0; warm < 3; warm++) await ask()
    return {
      ...{ work, unit: 'ms', bar },
      ours: await median(timesEach, ask),
      bare: await median(timesEach, byHand(sql))
    }
  }
  const period = { from, to }
  const figures = [
    await figure('a year by month and channel', '< 50 ms', {
      query: {
        metrics: ['grossSales', 'netSales', 'orders', 'refunds', 'averageOrderValue'],
        dimensions: ['month', 'channel'],
        period
      },
      sql: `select substr(day_on, 1, 7), channel_id, sum(gross_minor), sum(net_minor), sum(orders),
        sum(refund_minor) from report_order_days where day_on between ? and ? group by 1, 2`
    }),
    await figure('top 100 SKUs of a year', '< 100 ms', {
      query: {
        metrics: ['grossSales', 'units'],
        dimensions: ['sku'],
        period,
        sort: [{ by: 'grossSales', direction: 'desc' }],
        limit: 100
      },
      sql: `select sku, sum(gross_minor) as gross, sum(units) from report_sku_days
        where day_on between ? and ? group by sku order by gross desc limit 100`
    })
  ]
  db.close()
  return figures
}

interface BuiltIn {
  name: string
}

/** Each built-in report over the period it has by itself; the slowest counts. The daily brief has a bar of its own. */
async function builtIns(server: Server, shop: MillionShop): Promise<Figure[]> {
  const response = await fetch(`${server.url}/v1/reports/built-in`, {
    headers: { authorization: `Bearer ${shop.key}` }
  })
  const { data } = (await response.json()) as { data: BuiltIn[] }
  let slowest = { name: '', ms: 0 }
  let longest = { name: '', ms: 0 }
  for (const { name } of data) {
    const ask = () => timed(server, shop, `/v1/reports/built-in/${name}`, {})
    await ask()
    await longestTurn(server)
    const ms = await median(5, ask)
    const turnMs = await longestTurn(server)
    console.error(`${name}: ${Math.round(ms)} ms, longest turn ${Math.round(turnMs)} ms`)
    if (ms > slowest.ms) slowest = { name, ms }
    if (turnMs > longest.ms) longest = { name, ms: turnMs }
  }
  return [
    {
      work: `slowest built-in report (${slowest.name})`,
      ...{ unit: 'ms', ours: slowest.ms, bare: null, bar: '< 1,000 ms' }
    },
    {
      work: `longest turn of the event loop in one (${longest.name})`,
      ...{ unit: 'ms', ours: longest.ms, bare: null, bar: '≤ 50 ms' }
    }
  ]
}

/** What other requests feel while the heaviest report is made again and again. */
async function others(server: Server, shop: MillionShop, rounds: number): Promise<Figure[]> {
  const work = '/v1/orders?limit=20'
  const quiet: number[] = []
  const beside: number[] = []
  const turns: number[] = []
  for (let round = 0; round < rounds; round++) {
    quiet.push(await latenciesOf(server, shop.key, work))
    await askHeavily(server, shop)
    await longestTurn(server)
    let isOn = true
    const heavy = (async () => {
      while (isOn) await askHeavily(server, shop)
    })()
    beside.push(await latenciesOf(server, shop.key, work))
    turns.push(await longestTurn(server))
    isOn = false
    await heavy
  }
  const ours = await median(rounds, async () => beside.shift()!)
  const bare = await median(rounds, async () => quiet.shift()!)
  return [
    {
      work: 'p99 of others beside a heavy report (bare: without)',
      ...{ unit: 'ms', ours, bare, bar: '≥ 0.5' }
    },
    {
      work: 'longest turn of the event loop beside it',
      ...{ unit: 'ms', ours: await median(rounds, async () => turns.shift()!) },
      ...{ bare: null, bar: '≤ 50 ms' }
    }
  ]
}

/** A report of ten thousand rows, each with buyers that are counted once. */
function askHeavily(server: Server, shop: MillionShop): Promise<number> {
  return timed(server, shop, '/v1/reports/query', {
    metrics: ['grossSales', 'buyers', 'averageSpendPerBuyer'],
    dimensions: ['day', 'channel', 'country'],
    period: { from: shop.from, to: shop.to },
    limit: 10_000
  })
}
