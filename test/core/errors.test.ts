import t from 'tap'
import { defineError, ShopkeeperError } from '#core/errors'
import { toProblem } from '#core/http/problem'

const StockShort = defineError({
  code: 'STOCK_SHORT',
  status: 409,
  title: 'Not enough stock',
  detail: (f: { sku: string; left: number }) => `${f.sku}: ${f.left} left`
})
const DiskGone = defineError({
  code: 'DISK_GONE',
  status: 503,
  title: 'No disk',
  detail: () => '/dev/sda'
})

t.test(
  'defineError: an error carries its code, its fields and a message made from them',
  async (t) => {
    const error = new StockShort({ sku: 'MUG-01', left: 3 })
    t.ok(error instanceof StockShort && error instanceof ShopkeeperError && error instanceof Error)
    t.match(error, {
      name: 'STOCK_SHORT',
      code: 'STOCK_SHORT',
      status: 409,
      message: 'MUG-01: 3 left'
    })
    t.throws(() => Object.assign(error.fields, { left: 9 }), TypeError, 'its fields are frozen')
  }
)

t.test(
  'defineError: a refusal is final and a failure may be tried again, unless it says otherwise',
  async (t) => {
    t.equal(new StockShort({ sku: 'A', left: 0 }).retryable, false)
    t.equal(new DiskGone({}).retryable, true)
    const Final = defineError({ code: 'FINAL', status: 500, title: 'Final', retryable: false })
    t.equal(new Final({}).retryable, false)
  }
)

t.test('defineError: keeps its cause', async (t) => {
  const cause = new Error('underneath')
  t.equal(new DiskGone({}, { cause }).cause, cause)
})

t.test('defineError: a code that is not UPPER_SNAKE_CASE is refused', async (t) => {
  for (const code of ['', 'stockShort', '1ST', 'STOCK-SHORT']) {
    t.throws(() => defineError({ code, status: 400, title: '' }), TypeError, code)
  }
})

t.test('toProblem: a refusal tells its fields and detail, a failure of ours neither', async (t) => {
  t.same(toProblem(new StockShort({ sku: 'MUG-01', left: 3 }), '/requests/req_1'), {
    type: '/errors#STOCK_SHORT',
    title: 'Not enough stock',
    status: 409,
    code: 'STOCK_SHORT',
    detail: 'MUG-01: 3 left',
    instance: '/requests/req_1',
    sku: 'MUG-01',
    left: 3
  })
  t.same(toProblem(new DiskGone({})), {
    type: '/errors#DISK_GONE',
    title: 'No disk',
    status: 503,
    code: 'DISK_GONE'
  })
})
