import { type Static, Type } from 'typebox'
import { Nullable, OneOf } from '#core/http/schemas'
import { Text, textMax } from './inputs.ts'

const closed = { additionalProperties: false }
const Note = Text(textMax, 'What was found, said or done. Personal')
const Amount = Type.Optional(
  Nullable(
    Type.Integer({
      ...{ minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      description: "In the case's currency, in its minor unit"
    })
  )
)

/** What comes of looking at whether a claim is true. */
export const verificationOutcomes = ['substantiated', 'unsubstantiated'] as const

/** What may be offered. Those of `remediesOfMoney` name an amount. */
export const remedies = [
  'refund',
  'return_refund',
  'compensation',
  'exchange',
  'reship',
  'repair',
  'coupon',
  'apology',
  'other'
] as const
export const remediesOfMoney: ReadonlySet<string> = new Set([
  'refund',
  'return_refund',
  'compensation'
])

export const agreementOutcomes = ['accepted', 'declined'] as const
export const decisionOutcomes = ['for_customer', 'for_seller', 'split'] as const
export const settlementMeans = ['coupon', 'points', 'apology', 'repair', 'other'] as const

export const VerificationInput = Type.Object(
  {
    outcome: OneOf(verificationOutcomes, { description: 'Whether what is claimed is true' }),
    note: Note,
    checklist: Type.Array(
      Type.Object(
        {
          check: Text(200, 'What was looked at; without personal data'),
          isTrue: Type.Boolean({ description: 'Whether it speaks for the claim' })
        },
        closed
      ),
      { maxItems: 50, default: [] }
    )
  },
  closed
)

export const ProposalInput = Type.Object(
  {
    remedy: OneOf(remedies, { description: 'refund, return_refund, compensation name an amount' }),
    amountMinor: Amount,
    note: Type.Optional(Note)
  },
  closed
)

export const AgreementInput = Type.Object(
  {
    outcome: OneOf(agreementOutcomes, { default: 'accepted' }),
    proposalId: Type.Optional(Text(128, 'Default: the latest; another one is refused')),
    note: Type.Optional(Note)
  },
  closed
)

export const DecisionInput = Type.Object(
  {
    outcome: OneOf(decisionOutcomes, { description: "The platform's word" }),
    amountMinor: Amount,
    reference: Type.Optional(Text(200, "The platform's number of it")),
    note: Type.Optional(Note)
  },
  closed
)

export const SettlementInput = Type.Object(
  {
    means: OneOf(settlementMeans, {
      description: 'What was given; refunds and goods settle a case by themselves'
    }),
    reference: Type.Optional(Text(200, 'Such as the code of a coupon')),
    note: Type.Optional(Note)
  },
  closed
)

export const SatisfactionInput = Type.Object(
  {
    score: Nullable(
      Type.Integer({
        ...{ minimum: 1, maximum: 5 },
        description: '5: content; null: asked, and there was no answer'
      })
    ),
    note: Type.Optional(Note)
  },
  closed
)

export type VerificationShape = Static<typeof VerificationInput>
export type ProposalShape = Static<typeof ProposalInput>
export type AgreementShape = Static<typeof AgreementInput>
export type DecisionShape = Static<typeof DecisionInput>
export type SettlementShape = Static<typeof SettlementInput>
export type SatisfactionShape = Static<typeof SatisfactionInput>
