import fc from 'fast-check'
import t from 'tap'
import {
  allocateOverLocations,
  allocationRules
} from '../../plugins/inventory/allocate-over-locations.ts'

const at = (locationId: string, priority: number, available: number) => ({
  locationId,
  priority,
  available
})

t.test('allocation: 13 out of 10 and 15 is 10 and 3', async (t) => {
  t.strictSame(allocateOverLocations(13, [at('a', 0, 10), at('b', 1, 15)]), [
    { locationId: 'a', quantity: 10 },
    { locationId: 'b', quantity: 3 }
  ])
})

t.test('allocation: `whole` takes the first location that serves it alone', async (t) => {
  const stocks = [at('a', 0, 10), at('b', 2, 15), at('c', 1, 13)]
  t.strictSame(allocateOverLocations(13, stocks, 'whole'), [{ locationId: 'c', quantity: 13 }])
  t.equal(allocateOverLocations(20, stocks, 'whole')?.length, 2, 'falls back to priority')
})

t.test('allocation: what one location owes is not promised from another', async (t) => {
  t.equal(allocateOverLocations(6, [at('a', 0, -5), at('b', 1, 10)]), null)
  t.strictSame(allocateOverLocations(5, [at('a', 0, -5), at('b', 1, 10)]), [
    { locationId: 'b', quantity: 5 }
  ])
})

t.test(
  'allocation: parts add up to the demand, and no location gives more than it has',
  async () => {
    const stock = fc.record({
      priority: fc.integer({ min: 0, max: 3 }),
      available: fc.integer({ min: -20, max: 50 })
    })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 150 }),
        fc.array(stock, { maxLength: 6 }),
        fc.constantFrom(...allocationRules),
        (demand, given, rule) => {
          const stocks = given.map((one, index) => ({ locationId: `loc_${index}`, ...one }))
          const total = stocks.reduce((sum, one) => sum + one.available, 0)
          const parts = allocateOverLocations(demand, stocks, rule)
          if (parts === null) return demand > total
          const isWithin = parts.every(({ locationId, quantity }) => {
            const source = stocks.find((one) => one.locationId === locationId)!
            return quantity > 0 && quantity <= source.available
          })
          const isDistinct = new Set(parts.map((part) => part.locationId)).size === parts.length
          return (
            isWithin && isDistinct && parts.reduce((s, part) => s + part.quantity, 0) === demand
          )
        }
      )
    )
  }
)
