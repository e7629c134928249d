import { type Static, Type } from 'typebox'
import { type Combined, CombinedOf, type LeafWith } from '#core/http/combined'
import { OneOf } from '#core/http/schemas'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Names = Type.Array(Text(200), { minItems: 1, maxItems: 200 })
const Whole = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Days = Type.Integer({ minimum: 0, maximum: 36_500 })

/** A range, both ends included; at least one end is given. */
function Range(bound: typeof Whole, description: string) {
  return Type.Object(
    { atLeast: Type.Optional(bound), atMost: Type.Optional(bound) },
    { ...closed, minProperties: 1, description }
  )
}
const DaysAgo = (what: string) =>
  Range(Days, `Whole business days since ${what}, today being 0; nobody without an order`)
const Score = Range(Type.Integer({ minimum: 1, maximum: 5 }), 'Score, 5 is best')

const leafFields = {
  attribute: Type.Object(
    {
      name: Type.String({ pattern: '^[a-z][a-zA-Z0-9_]{0,39}$' }),
      in: Type.Optional(
        Type.Array(Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]), {
          minItems: 1,
          maxItems: 200
        })
      ),
      atLeast: Type.Optional(Type.Number()),
      atMost: Type.Optional(Type.Number())
    },
    {
      ...closed,
      description: 'One of some values, or a number in a range; without either: it is there'
    }
  ),
  country: Type.Array(Type.String({ pattern: '^[A-Z]{2}$' }), { minItems: 1, maxItems: 250 }),
  language: Type.Array(Text(35), { minItems: 1, maxItems: 100, description: 'BCP 47' }),
  tag: Type.Array(Text(40), { minItems: 1, maxItems: 200, description: 'Any of these' }),
  channel: Type.Array(Text(128), {
    minItems: 1,
    maxItems: 200,
    description: 'Known to, or with an order that counts of, any of these'
  }),
  consent: Type.Object(
    { purpose: Text(50), status: OneOf(['granted', 'withdrawn', 'unknown']) },
    closed
  ),
  orderCount: Range(Whole, 'Orders that count'),
  spent: Type.Object(
    {
      currency: Type.String({ pattern: '^[A-Z]{3}$' }),
      atLeastMinor: Type.Optional(Whole),
      atMostMinor: Type.Optional(Whole)
    },
    { ...closed, minProperties: 2, description: 'Net of all orders in the currency' }
  ),
  firstOrderDaysAgo: DaysAgo('the first order'),
  lastOrderDaysAgo: DaysAgo('the last order'),
  bought: Type.Object(
    {
      skus: Type.Optional(Names),
      productIds: Type.Optional(Names),
      categoryIds: Type.Optional(
        Type.Array(Text(200), {
          minItems: 1,
          maxItems: 200,
          description: 'Those below them included'
        })
      ),
      withinDays: Type.Optional(Days)
    },
    { ...closed, minProperties: 1, description: 'Any of these, in an order that counts' }
  ),
  rfm: Type.Object(
    {
      currency: Type.Optional(
        Type.String({ pattern: '^[A-Z]{3}$', description: "Default: the shop's" })
      ),
      recency: Type.Optional(Score),
      frequency: Type.Optional(Score),
      monetary: Type.Optional(Score)
    },
    { ...closed, minProperties: 1, description: "Held against the day's quintiles" }
  ),
  event: Type.Object(
    {
      kind: Text(100),
      atLeastTimes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
      withinDays: Type.Optional(Days)
    },
    { ...closed, description: 'A kind of entry of the timeline, such as order.placed' }
  ),
  tier: Names,
  birthday: Type.Object(
    {
      fromDays: Type.Integer({ minimum: -366, maximum: 366 }),
      toDays: Type.Integer({ minimum: -366, maximum: 366 })
    },
    {
      ...closed,
      description:
        'Days from today, both included; who is born on 29 February has it on the 28th of other years'
    }
  ),
  segment: Type.Array(Text(64), {
    minItems: 1,
    maxItems: 50,
    description: 'Handles: in any of these'
  })
}
type LeafFields = { [Field in keyof typeof leafFields]: Static<(typeof leafFields)[Field]> }

/** What a leaf looks at. */
export type LeafField = keyof LeafFields

/** What a leaf of one field asks for. */
export type LeafOf<Field extends LeafField> = LeafFields[Field]

/** One thing that has to be so. */
export type LeafShape = LeafWith<typeof leafFields>

/** Whom a segment has. */
export type RuleShape = Combined<LeafShape>

/** TypeBox shape of `RuleShape`. */
export const Rule = CombinedOf(leafFields)

const joints = ['all', 'any', 'none'] as const
/** How rules are joined. */
export type Joint = (typeof joints)[number]

/** A rule taken apart. */
export type RuleNode =
  | { joint: Joint; inside: readonly RuleShape[] }
  | { [Field in LeafField]: { field: Field; wanted: LeafFields[Field] } }[LeafField]

/** Says what the one field of a rule is. */
export function nodeOf(rule: RuleShape): RuleNode {
  const [[field, wanted]] = Object.entries(rule) as [[LeafField | Joint, unknown]]
  const joint = joints.find((one) => one === field)
  if (joint) return { joint, inside: wanted as RuleShape[] }
  return { field, wanted } as RuleNode
}

/** Every leaf of a rule, with its JSON pointer. */
export function leavesOf(
  rule: RuleShape,
  pointer: string
): { node: Exclude<RuleNode, { joint: Joint }>; pointer: string }[] {
  const node = nodeOf(rule)
  if (!('joint' in node)) return [{ node, pointer: `${pointer}/${node.field}` }]
  return node.inside.flatMap((inner, at) => leavesOf(inner, `${pointer}/${node.joint}/${at}`))
}
