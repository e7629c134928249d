import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, OneOf, PageQuery, Quantity } from '#core/http/schemas'
import {
  caseFlows,
  caseKinds,
  caseOpeners,
  disputeStates,
  messageSides,
  requestStates
} from '../tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, ...(description && { description }) })

/** Longest text that somebody may write in a case, in characters. */
const textMax = 5000

const Reason = Text(60, 'Code of GET /v1/case-reasons')
const Asked = Nullable(
  Type.Integer({
    ...{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    description: "What is asked back, in the currency's minor unit; null: nothing in money"
  })
)
const Owner = Nullable(Text(128, 'Who looks after it, as the shop writes names; null: nobody yet'))
const note = Type.Optional(Text(textMax, 'For us alone. Personal'))

export const caseStates = [...new Set([...requestStates, ...disputeStates])] as const

const CaseLineInput = Type.Object(
  {
    orderLineId: Type.Optional(
      Nullable(
        Text(128, 'A line of the order as it was placed; only a case of a channel may lack it')
      )
    ),
    sku: Type.Optional(Text(200, 'Of what the order does not know; else that of its line counts')),
    quantity: Quantity,
    reason: Type.Optional(Reason)
  },
  closed
)

export const CaseInput = Type.Object(
  {
    flow: OneOf(caseFlows, { default: 'request' }),
    kind: OneOf(caseKinds),
    openedBy: OneOf(caseOpeners, { default: 'staff' }),
    orderId: Type.Optional(Nullable(Text(128, 'Only a case of a channel may lack it'))),
    reason: Reason,
    lines: Type.Array(CaseLineInput, { maxItems: 500 }),
    description: Type.Optional(
      Type.String({ maxLength: textMax, description: 'What the customer says. Personal' })
    ),
    currency: Type.Optional(CurrencyCode),
    requestedMinor: Type.Optional(Asked),
    owner: Type.Optional(Owner),
    channelId: Type.Optional(Text(128, 'Of a case without an order')),
    externalId: Type.Optional(Text(200, "The channel's id of the case")),
    platformStatus: Type.Optional(Text(200)),
    platformVersion: Type.Optional(Text(200)),
    platformDueAt: Type.Optional(InstantText)
  },
  closed
)

export const CaseChangeInput = Type.Object(
  {
    kind: Type.Optional(OneOf(caseKinds)),
    reason: Type.Optional(Reason),
    requestedMinor: Type.Optional(Asked)
  },
  { ...closed, minProperties: 1, description: 'What it names is replaced' }
)

export const StepInput = Type.Object(
  { to: OneOf(caseStates, { description: 'The state it shall come into' }), note },
  closed
)

export const AssignInput = Type.Object({ owner: Owner }, closed)

export const DisputeInput = Type.Object({ note }, closed)

export const NoteInput = Type.Object({ text: Text(textMax, 'For us alone. Personal') }, closed)

export const MessageInput = Type.Object(
  {
    side: OneOf(messageSides, { description: 'Who says it' }),
    text: Text(textMax, 'Personal'),
    isAutomatic: Type.Boolean({
      default: false,
      description: 'Written by a machine, so it is no answer to anybody'
    })
  },
  closed
)

export const CasesQuery = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(OneOf(caseStates)),
    flow: Type.Optional(OneOf(caseFlows)),
    kind: Type.Optional(OneOf(caseKinds)),
    channelId: Type.Optional(Text(128)),
    owner: Type.Optional(Text(128)),
    orderId: Type.Optional(Text(128)),
    customerId: Type.Optional(Text(128)),
    reason: Type.Optional(Reason),
    sku: Type.Optional(Text(200, 'Of one of its lines')),
    externalId: Type.Optional(Text(200)),
    open: Type.Optional(Type.Boolean({ description: 'Whether it is still open' })),
    overdue: Type.Optional(
      Type.Boolean({ description: 'Whether it is open and should have left its state by now' })
    )
  },
  closed
)
export type CasesQueryShape = Static<typeof CasesQuery>

export const EvidenceQuery = Type.Object(
  { name: Text(200, 'Of the file, with its ending') },
  closed
)

export const EvidenceParams = Type.Object({
  id: Text(128),
  evidenceId: Text(128)
})

export { Text, textMax }
