import type { PromotionInputShape } from '../definition/promotion.ts'
import { type Finding, twiceIn } from './finding.ts'

/** What a promotion says about those it goes together with. */
export function stackingFindings({ handle, stackableWith }: PromotionInputShape): Finding[] {
  if (!Array.isArray(stackableWith)) return []
  const toPointer = (place: number) => `#/stackableWith/${place}`
  const itself = stackableWith.indexOf(handle)
  return [
    ...twiceIn(stackableWith, toPointer),
    ...(itself < 0
      ? []
      : [
          {
            pointer: toPointer(itself),
            detail: 'is the promotion itself, which applies once: leave it out'
          }
        ])
  ]
}
