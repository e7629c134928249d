import { instantMs } from '#core/time'
import type { PromotionInputShape } from '../definition/promotion.ts'
import type { Finding } from './finding.ts'

/** Times that end before they start, or never come. */
export function timeFindings(input: PromotionInputShape): Finding[] {
  const { startsAt, endsAt, earlyAccess, reward } = input
  const findings: Finding[] = []
  if (startsAt && endsAt && !isBefore(startsAt, endsAt)) {
    findings.push({
      pointer: '#/endsAt',
      detail: `is not after startsAt: write a time after ${startsAt}`
    })
  }
  if (earlyAccess && !startsAt) {
    findings.push({
      pointer: '#/earlyAccess',
      detail: 'means nothing without startsAt: say when everybody else gets it'
    })
  }
  if (earlyAccess && startsAt && !isBefore(earlyAccess.from, startsAt)) {
    findings.push({
      pointer: '#/earlyAccess/from',
      detail: `is not before startsAt: write a time before ${startsAt}`
    })
  }
  if (reward.kind === 'presale') findings.push(...balanceFindings(input, reward))
  return findings
}

/** The balance of a presale is paid once deposits are no longer taken, and in a time of its own. */
function balanceFindings(
  { startsAt, endsAt }: PromotionInputShape,
  { balanceFrom, balanceTo }: { balanceFrom: string; balanceTo: string }
): Finding[] {
  const findings: Finding[] = []
  if (!isBefore(balanceFrom, balanceTo)) {
    findings.push({
      pointer: '#/reward/balanceTo',
      detail: `is not after balanceFrom: write a time after ${balanceFrom}`
    })
  }
  if (startsAt && isBefore(balanceFrom, startsAt)) {
    findings.push({
      pointer: '#/reward/balanceFrom',
      detail: `is before startsAt: the presale begins at ${startsAt}`
    })
  }
  if (endsAt && isBefore(balanceTo, endsAt)) {
    findings.push({
      pointer: '#/reward/balanceTo',
      detail: `is before endsAt: whoever pays a deposit at the last moment could not pay the balance; write a time after ${endsAt}`
    })
  }
  return findings
}

function isBefore(a: string, b: string): boolean {
  return instantMs(a) < instantMs(b)
}
