import type { ChannelAddress, ChannelOrder, ChannelOrderLine } from '#core/channel/documents'
import type { ChannelNews } from '../record.ts'
import type { ExceptionKind } from '../tables.ts'

/**
 * Finds what is wrong with an order as its channel wrote it. The order is kept all the same: values that cannot be
 * right are stored as 0, said in the exception, and the order is held until somebody or a newer version settles it.
 */
export function newsOf(order: ChannelOrder): { order: ChannelOrder; news: ChannelNews } {
  const defects = defectsOf(order)
  const causes = new Map<ExceptionKind, string>()
  if (order.status === 'unmapped') {
    causes.set(
      'unmapped_status',
      `The channel's status ${JSON.stringify(order.rawStatus)} is unknown`
    )
  }
  if (order.address && isIncomplete(order.address)) {
    causes.set('address', 'The address has no country or no street')
  }
  if (defects.length > 0) causes.set('amounts', defects.slice(0, 10).join('; '))
  return {
    order: defects.length > 0 ? withoutDefects(order) : order,
    news: { causes, isHeld: order.status === 'on_hold' }
  }
}

const orderAmounts = [
  'shippingMinor',
  'discountMinor',
  'taxMinor',
  'totalMinor',
  'paidMinor'
] as const
const lineAmounts = [
  'quantity',
  'unitPriceMinor',
  'totalMinor',
  'discountMinor',
  'taxMinor'
] as const

function defectsOf(order: ChannelOrder): string[] {
  const defects: string[] = []
  for (const key of orderAmounts) {
    if (!isAmount(order[key])) defects.push(`${key} is ${order[key]}`)
  }
  const ids = new Set<string>()
  let sum = 0
  for (const line of order.lines) {
    for (const key of lineAmounts) {
      if (!isAmount(line[key])) defects.push(`${key} of line ${line.externalId} is ${line[key]}`)
    }
    if (ids.has(line.externalId)) defects.push(`line ${line.externalId} is there twice`)
    ids.add(line.externalId)
    sum += line.totalMinor
  }
  if (defects.length === 0 && !isAmount(sum)) defects.push(`the lines add up to ${sum}`)
  return defects
}

function isAmount(value: number | null): boolean {
  return value === null || (Number.isSafeInteger(value) && value >= 0)
}

function withoutDefects(order: ChannelOrder): ChannelOrder {
  const fixed = { ...order }
  for (const key of orderAmounts) if (!isAmount(fixed[key])) fixed[key] = 0
  const ids = new Set<string>()
  let sum = 0
  fixed.lines = order.lines.map((line) => {
    const sound: ChannelOrderLine = { ...line }
    for (const key of lineAmounts) if (!isAmount(sound[key])) sound[key] = 0
    for (let copy = 2; ids.has(sound.externalId); copy++) {
      sound.externalId = `${line.externalId}#${copy}`
    }
    ids.add(sound.externalId)
    if (!isAmount(sum + sound.totalMinor)) sound.totalMinor = 0
    sum += sound.totalMinor
    return sound
  })
  return fixed
}

/** A country alone is no address but a statistic; one that names a person or a place has to be deliverable. */
function isIncomplete(address: ChannelAddress): boolean {
  const { recipient, lines, city, postalCode, country } = address
  const isMeant = Boolean(recipient || lines.length > 0 || city || postalCode)
  return isMeant && (lines.every((line) => line.trim() === '') || country.trim() === '')
}
