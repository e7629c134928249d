import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf } from '#core/http/schemas'
import { decisionActions, decisionStates } from './tables.ts'

const closed = { additionalProperties: false }
const Personal = Nullable(
  Type.String({ description: 'Personal: null without aftersales:personal' })
)

/** Most pictures of a decision; platforms take fewer. */
export const picturesMax = 5

export const PlatformDecisionInput = Type.Object(
  {
    action: OneOf(decisionActions),
    note: Type.String({
      ...{ minLength: 1, maxLength: 2000 },
      description: 'What the platform and the buyer read. Personal'
    }),
    amountMinor: Type.Optional(
      Nullable(
        Type.Integer({
          ...{ minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
          description:
            "What is given back, in the case's currency, in its minor unit; default: all that is asked for"
        })
      )
    ),
    reasonCode: Type.Optional(
      Nullable(
        Type.String({
          ...{ minLength: 1, maxLength: 200 },
          description: "The platform's own reason, where it wants one for a refusal"
        })
      )
    ),
    evidenceIds: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
      ...{ maxItems: picturesMax, uniqueItems: true, default: [] },
      description: "Pictures of the case's evidence that prove it"
    }),
    platformVersion: Type.Optional(
      Nullable(
        Type.String({
          maxLength: 200,
          description:
            'The version that was looked at: refused when the platform has told a newer one'
        })
      )
    )
  },
  closed
)
export type PlatformDecisionShape = Static<typeof PlatformDecisionInput>

const PlatformCanShape = Type.Object(
  {
    agree: Type.Boolean(),
    refuse: Type.Boolean(),
    refund: Type.Boolean({ description: 'Give money back without a case of the platform' }),
    message: Type.Boolean(),
    pausedReason: Nullable(
      Type.String({ description: 'Why nothing is told for the time being; null: it works' })
    )
  },
  { description: 'What the platform can be told; null: the case is of no channel account' }
)

export const DecisionPreviewShape = Type.Object({
  channelId: Type.String(),
  externalId: Type.String(),
  action: OneOf(decisionActions),
  amountMinor: Nullable(Type.Integer({ description: 'null: nothing in money' })),
  currency: Type.String(),
  note: Type.String(),
  reasonCode: Nullable(Type.String()),
  platformVersion: Nullable(Type.String({ description: 'The version that is decided on' })),
  evidence: Type.Array(
    Type.Object({ id: Type.String(), contentType: Type.String(), sizeBytes: Type.Integer() })
  )
})

export const PlatformDecisionAnswer = Type.Object({
  id: Type.String(),
  action: OneOf(decisionActions),
  state: OneOf(decisionStates, {
    description: 'conflict: the platform has changed the case since; decide it anew'
  }),
  amountMinor: Nullable(Type.Integer()),
  currency: Type.String(),
  reasonCode: Nullable(Type.String()),
  note: Personal,
  evidenceIds: Type.Array(Type.String()),
  platformVersion: Nullable(Type.String()),
  decidedBy: Type.String(),
  code: Nullable(Type.String({ description: "The platform's, when it did not take it" })),
  reason: Nullable(Type.String()),
  createdAt: InstantText,
  settledAt: Nullable(InstantText)
})

const PlatformConflictShape = Type.Object(
  {
    decisionId: Type.String(),
    decidedOn: Nullable(Type.String({ description: 'The version that was decided on' })),
    current: Nullable(Type.String({ description: 'The version now' })),
    reason: Nullable(Type.String())
  },
  { description: 'The last decision met a newer case: look at it, and decide anew' }
)

/** What the answer about a case says of its platform. */
export const PlatformFields = {
  platformCan: Nullable(PlatformCanShape),
  platformReason: Personal,
  platformConflict: Nullable(PlatformConflictShape),
  platformDecisions: Type.Array(PlatformDecisionAnswer, {
    description: 'What the platform was told, newest first; twenty at most'
  })
}
