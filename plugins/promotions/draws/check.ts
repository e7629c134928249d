import type { Reader } from '#core/database/db'
import { instantMs } from '#core/time'
import type { Finding } from '../check/finding.ts'
import type { PromotionsScope } from '../scope.ts'
import { selectPromotions } from '../store/repository.ts'
import { type DrawInputShape, prizesMax } from './definition.ts'
import { DrawInvalid } from './errors.ts'

const daysMax = 366

/** Refuses a draw that cannot mean what it says. Two queries. Errors: DRAW_INVALID with everything that is wrong. */
export async function assertSound(
  scope: Pick<PromotionsScope, 'parts'>,
  db: Reader,
  input: DrawInputShape,
  now: string
): Promise<void> {
  const errors = [...timeFindings(input, now), ...(await prizeFindings(scope, db, input))]
  if (errors.length > 0) throw new DrawInvalid({ errors })
}

function timeFindings({ entryFrom, entryUntil, drawAt }: DrawInputShape, now: string): Finding[] {
  const findings: Finding[] = []
  const add = (pointer: string, detail: string) => findings.push({ pointer, detail })
  if (entryUntil <= entryFrom) add('#/entryUntil', `is not after entryFrom ${entryFrom}`)
  else if (entryUntil <= now) add('#/entryUntil', `is over: write a time after ${now}`)
  if (drawAt < entryUntil) add('#/drawAt', `is before entryUntil: write ${entryUntil} or later`)
  if (instantMs(drawAt) - instantMs(entryFrom) > daysMax * 86_400_000) {
    add('#/drawAt', `is more than ${daysMax} days after entryFrom: write it earlier`)
  }
  return findings
}

async function prizeFindings(
  { parts: { catalog, crm } }: Pick<PromotionsScope, 'parts'>,
  db: Reader,
  { prizes, drawAt }: DrawInputShape
): Promise<Finding[]> {
  const findings: Finding[] = []
  const add = (place: number, field: string, detail: string) =>
    findings.push({ pointer: `#/prizes/${place}/${field}`, detail })
  const promotions = new Map(
    (
      await selectPromotions(
        db,
        'id',
        prizes.flatMap((one) => (one.kind === 'coupon' ? [one.promotionId] : []))
      )
    ).map((row) => [row.id, row])
  )
  const skus = await catalog.variantsBySku(
    db,
    prizes.flatMap((one) => (one.kind === 'thing' ? [one.sku] : []))
  )
  for (const [place, prize] of prizes.entries()) {
    if (prize.kind !== 'thing' && !crm) {
      add(place, 'kind', 'is given to customers of the plugin crm, which is off: write thing')
    }
    if (prize.kind === 'thing' && !skus.has(prize.sku)) {
      add(place, 'sku', `${JSON.stringify(prize.sku)} is no SKU of the catalog: create it first`)
    }
    if (prize.kind !== 'coupon') continue
    const promotion = promotions.get(prize.promotionId)
    if (!promotion) {
      const detail = `${JSON.stringify(prize.promotionId)} is the id of no promotion: write that one first`
      add(place, 'promotionId', detail)
    } else if (promotion.coupon !== 'unique') {
      const detail = `coupon of ${promotion.handle} is ${promotion.coupon}: winners get codes that count once, write unique`
      add(place, 'promotionId', detail)
    } else if (promotion.state === 'ended' || (promotion.endsAt && promotion.endsAt <= drawAt)) {
      const end = promotion.state === 'ended' ? 'has ended' : `ends at ${promotion.endsAt}`
      add(place, 'promotionId', `${promotion.handle} ${end}: name one that lasts beyond drawAt`)
    }
  }
  const units = prizes.reduce((sum, { quantity }) => sum + quantity, 0)
  if (units > prizesMax) {
    const detail = `are ${units} units: ${prizesMax} are the most; write several draws`
    findings.push({ pointer: '#/prizes', detail })
  }
  return findings
}
