import type { RewardOf } from '../definition/reward.ts'
import type { Finding } from './finding.ts'

type Threshold = RewardOf<'threshold'>
type Step = Threshold['steps'][number]

/** Steps of 满减 that say two things or none, that are the same, or of which a higher one gives no more. */
export function stepFindings({ steps, mode, basis, maxTimes }: Threshold): Finding[] {
  const findings = steps.flatMap((step, i) => [
    ...oneStep(step, `#/reward/steps/${i}`, { isMoney: basis === 'amount' }),
    ...(i === 0 ? [] : stepAfter(step, steps[i - 1]!, `#/reward/steps/${i}`))
  ])
  if (mode === 'eachFull' && steps.length > 1) {
    findings.push({
      pointer: '#/reward/steps',
      detail: 'eachFull has one step: write one, or mode "tiered"'
    })
  }
  if (mode === 'eachFull' && steps.some(({ percentBps }) => percentBps !== undefined)) {
    findings.push({
      pointer: '#/reward/mode',
      detail: 'a percentage does not add up with each full amount: write "tiered", or amountMinor'
    })
  }
  if (mode === 'tiered' && maxTimes !== undefined) {
    findings.push({
      pointer: '#/reward/maxTimes',
      detail: 'counts only with mode "eachFull": leave it out'
    })
  }
  return findings
}

function oneStep(
  { at, amountMinor, percentBps }: Step,
  pointer: string,
  { isMoney }: { isMoney: boolean }
): Finding[] {
  if ((amountMinor === undefined) === (percentBps === undefined)) {
    return [{ pointer, detail: 'write exactly one of amountMinor and percentBps' }]
  }
  if (isMoney && amountMinor !== undefined && amountMinor > at) {
    return [
      {
        pointer: `${pointer}/amountMinor`,
        detail: `is more than what it is from: write at most ${at}`
      }
    ]
  }
  return []
}

function stepAfter(step: Step, before: Step, pointer: string): Finding[] {
  if (step.at === before.at) {
    return [
      { pointer: `${pointer}/at`, detail: 'is the same as of the step before: leave one out' }
    ]
  }
  if (step.at < before.at) {
    return [{ pointer: `${pointer}/at`, detail: `steps rise: write more than ${before.at}` }]
  }
  for (const field of ['amountMinor', 'percentBps'] as const) {
    const [value, last] = [step[field], before[field]]
    if (value === undefined || last === undefined || value > last) continue
    return [
      {
        pointer: `${pointer}/${field}`,
        detail: `gives no more than the step before: write more than ${last}`
      }
    ]
  }
  return []
}
