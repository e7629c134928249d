import fc from 'fast-check'
import t from 'tap'
import {
  dailyDemand,
  daysOfCover,
  economicOrderUnits,
  orderUpToUnits,
  quantityToOrder,
  reorderPointUnits,
  safetyStockUnits,
  unitsUp
} from '../../plugins/inventory/formulas.ts'

const near = (value: number | null, digits = 4) => Number((value ?? Number.NaN).toFixed(digits))

t.test('safety stock: published figures, variable demand and lead time', async (t) => {
  const first = { serviceZ: 1.65, leadTimeDays: 7, leadTimeSdDays: 2 }
  t.equal(near(safetyStockUnits({ mean: 100, sd: 20 }, first)), 341.3547)
  t.equal(near(reorderPointUnits({ mean: 100, sd: 20 }, first)), 1041.3547)
  const second = { serviceZ: 1.88, leadTimeDays: 3, leadTimeSdDays: 1 }
  t.equal(near(safetyStockUnits({ mean: 500, sd: 150 }, second)), 1059.3262)
  t.equal(near(reorderPointUnits({ mean: 500, sd: 150 }, second)), 2559.3262)
})

t.test('safety stock: published figures, variable demand alone', async (t) => {
  const demand = { mean: 0, sd: 40 }
  t.equal(near(safetyStockUnits(demand, { serviceZ: 1.65, leadTimeDays: 9 })), 198)
  t.equal(near(safetyStockUnits(demand, { serviceZ: 4.13, leadTimeDays: 9 })), 495.6)
})

t.test('safety stock: the exact z differs from the rounded one, so it is stored', async (t) => {
  const terms = { leadTimeDays: 7, leadTimeSdDays: 2 }
  const demand = { mean: 100, sd: 20 }
  t.equal(near(safetyStockUnits(demand, { ...terms, serviceZ: 1.6449 }), 1), 340.3)
  t.equal(unitsUp(safetyStockUnits(demand, { ...terms, serviceZ: 1.65 })), 342)
})

t.test('order-up-to level: a review period counts like lead time', async (t) => {
  const demand = { mean: 10, sd: 3 }
  const terms = { serviceZ: 2, leadTimeDays: 7, reviewDays: 2 }
  t.equal(orderUpToUnits(demand, terms), 10 * 9 + 2 * Math.sqrt(9 * 9))
})

t.test('economic order quantity: published figures', async (t) => {
  t.equal(near(economicOrderUnits(36_500, { perOrder: 50, perUnitHeld: 2.5 })), 1208.3046)
  // The publisher says 4564; the formula gives this.
  t.equal(near(economicOrderUnits(182_500, { perOrder: 100, perUnitHeld: 1.75 })), 4566.9621)
  t.equal(economicOrderUnits(100, { perOrder: 1, perUnitHeld: 0 }), null)
})

t.test('quantity to order: Odoo vectors', async (t) => {
  t.equal(quantityToOrder({ forecast: 10, min: 10, max: 50, multiple: 1 }), 0)
  t.equal(quantityToOrder({ forecast: 9, min: 10, max: 50, multiple: 12 }), 48)
  t.equal(quantityToOrder({ forecast: -3, min: 0, max: 0 }), 3)
  t.equal(quantityToOrder({ forecast: 5, min: 10, max: 8, multiple: 0 }), 5)
})

t.test('quantity to order: reaches the maximum in whole multiples and no further', async () => {
  const units = fc.integer({ min: -1000, max: 1000 })
  fc.assert(
    fc.property(
      units,
      units,
      units,
      fc.integer({ min: 1, max: 50 }),
      (forecast, min, max, multiple) => {
        const quantity = quantityToOrder({ forecast, min, max, multiple })
        if (forecast >= min) return quantity === 0
        const reached = forecast + quantity - Math.max(min, max)
        return quantity % multiple === 0 && reached >= 0 && reached < multiple
      }
    )
  )
})

t.test('days of cover: null without demand, nothing when nothing is available', async (t) => {
  t.equal(daysOfCover(100, 0), null)
  t.equal(daysOfCover(100, 4), 25)
  t.equal(daysOfCover(-5, 4), 0)
})

t.test('daily demand: days without a sale count, and sd is the sample one', async (t) => {
  t.strictSame(dailyDemand([2, 0, 4, 0]), { mean: 1.5, sd: Math.sqrt(11 / 3) })
  t.strictSame(dailyDemand([5]), { mean: 5, sd: 0 })
  t.strictSame(dailyDemand([]), { mean: 0, sd: 0 })
})
