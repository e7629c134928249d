import { leavesOf, type RuleShape } from './schema.ts'

/** Kinds of facts that a segment depends on; `event:` is followed by a kind of the timeline. */
export type Topic = 'profile' | 'orders' | 'tier' | 'lists' | `event:${string}`

/** What has to change for the members of a segment to change, apart from time; those of segments it names included. */
export function topicsOf(
  rule: RuleShape | null,
  ruleByHandle: ReadonlyMap<string, RuleShape | null>
): Set<Topic> {
  const topics = new Set<Topic>()
  const visit = (one: RuleShape | null) => {
    if (one === null) return void topics.add('lists')
    for (const { node } of leavesOf(one, '')) {
      switch (node.field) {
        case 'attribute':
        case 'country':
        case 'language':
        case 'tag':
        case 'consent':
        case 'birthday':
          topics.add('profile')
          break
        case 'channel':
          topics.add('profile').add('orders')
          break
        case 'event':
          topics.add(node.wanted.kind === 'order.placed' ? 'orders' : `event:${node.wanted.kind}`)
          break
        case 'tier':
          topics.add('tier')
          break
        case 'segment':
          for (const handle of node.wanted) visit(ruleByHandle.get(handle) ?? null)
          break
        default:
          topics.add('orders')
      }
    }
  }
  visit(rule)
  return topics
}
