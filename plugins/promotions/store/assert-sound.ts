import type { Reader } from '#core/database/db'
import type { ConditionShape } from '../definition/condition.ts'
import type { PromotionInputShape } from '../definition/promotion.ts'
import { PromotionInvalid } from '../errors.ts'
import type { PromotionsScope } from '../scope.ts'
import { countsPerCustomer } from '../uses/per-customer.ts'
import { type Finding, unknownReferences } from './references.ts'

/** Refuses a promotion that cannot mean what it says. Errors: PROMOTION_INVALID with everything that is wrong. */
export async function assertSound(
  scope: PromotionsScope,
  db: Reader,
  input: PromotionInputShape
): Promise<void> {
  const errors = [
    ...(await unknownReferences(scope.parts, db, input)),
    ...missingParts(scope, input)
  ]
  if (errors.length > 0) throw new PromotionInvalid({ errors })
}

/** What the engine as it is configured cannot keep. */
function missingParts(
  { contactIndex, parts }: Pick<PromotionsScope, 'contactIndex' | 'parts'>,
  input: PromotionInputShape
): Finding[] {
  const findings: Finding[] = []
  if (!contactIndex && countsPerCustomer(input)) {
    const pointer = input.limits?.usesPerCustomer ? '#/limits/usesPerCustomer' : '#/conditions'
    const detail = 'customers are counted by their contacts: set encryptionKey in the config'
    findings.push({ pointer, detail })
  }
  if (!parts.crm && asksForOrders(input.conditions)) {
    const detail = 'firstOrder needs the plugin crm, which is off'
    findings.push({ pointer: '#/conditions', detail })
  }
  return findings
}

function asksForOrders(condition: ConditionShape | undefined): boolean {
  if (condition === undefined) return false
  if ('all' in condition) return condition.all.some(asksForOrders)
  if ('any' in condition) return condition.any.some(asksForOrders)
  if ('none' in condition) return condition.none.some(asksForOrders)
  return 'firstOrder' in condition
}
