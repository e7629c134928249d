import { benchCatalog } from './catalog.ts'
import { benchCoupons } from './coupons.ts'
import { benchImport } from './import.ts'
import { benchJobs } from './jobs.ts'
import { type Figure, printFigures } from './measure.ts'
import { benchOrders } from './orders.ts'
import { benchOrdersWith } from './orders-with.ts'
import { benchProducts } from './products.ts'
import { benchPromotions } from './promotions.ts'
import { benchReports } from './reports/reports.ts'
import { benchSegments } from './segments.ts'
import { soakEach } from './soak/soak.ts'
import { benchStart } from './start.ts'
import { benchSync } from './sync.ts'

const benches: Record<string, (rounds: number) => Promise<Figure[]>> = {
  products: benchProducts,
  orders: benchOrders,
  'orders-with': benchOrdersWith,
  start: benchStart,
  import: benchImport,
  jobs: benchJobs,
  catalog: benchCatalog,
  promotions: benchPromotions,
  segments: benchSegments,
  coupons: benchCoupons,
  sync: benchSync,
  reports: benchReports
}

/** Measures of each figure, of which the median counts. */
const rounds = Number(process.env.BENCH_ROUNDS ?? 5)
const asked = process.argv.slice(2)
const [first, ...setups] = asked
if (first === 'soak') process.exit((await soakEach(setups)) ? 0 : 1)
const unknown = asked.filter((name) => !(name in benches))
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; known: ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}
const figures: Figure[] = []
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length === 0 || asked.includes(name)) figures.push(...(await bench(rounds)))
}
printFigures(figures)
process.exit(0)
