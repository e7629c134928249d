import { Type } from 'typebox'
import { InstantText, Nullable, OneOf } from '#core/http/schemas'
import { PlatformFields } from '../../platform/schema.ts'
import { reasonClasses } from '../reasons.ts'
import { artefacts, caseFlows, caseKinds, caseOpeners, messageSides } from '../tables.ts'
import { caseStates } from './inputs.ts'

const Title = Type.Object({ en: Type.String(), zh: Type.String() })
const Minor = Nullable(Type.Integer({ description: "In the currency's minor unit" }))
const Personal = Nullable(
  Type.String({ description: 'Personal: null without aftersales:personal' })
)
const Detail = Type.Record(Type.String(), Type.Unknown())

export const CaseLineShape = Type.Object({
  id: Type.String(),
  orderLineId: Nullable(Type.String()),
  sku: Type.String(),
  variantId: Nullable(Type.String()),
  quantity: Type.Integer(),
  reason: Type.String()
})

export const CaseRowShape = Type.Object({
  id: Type.String(),
  flow: OneOf(caseFlows),
  kind: OneOf(caseKinds),
  state: OneOf(caseStates),
  stateSince: InstantText,
  channelId: Type.String(),
  orderId: Nullable(Type.String()),
  customerId: Nullable(Type.String()),
  openedBy: OneOf(caseOpeners),
  reason: Type.String(),
  currency: Type.String(),
  requestedMinor: Minor,
  ownerRole: Type.String({ description: 'The post that has to act now' }),
  owner: Nullable(Type.String()),
  dueAt: Nullable(InstantText),
  isOverdue: Type.Boolean(),
  externalId: Nullable(Type.String()),
  platformStatus: Nullable(Type.String()),
  platformVersion: Nullable(Type.String()),
  platformModifiedAt: Nullable(InstantText),
  platformDueAt: Nullable(InstantText),
  isSubstantiated: Nullable(Type.Boolean()),
  satisfaction: Nullable(Type.Integer()),
  reopenings: Type.Integer(),
  reopenedAt: Nullable(InstantText),
  version: Type.Integer(),
  openedAt: InstantText,
  closedAt: Nullable(InstantText),
  createdAt: InstantText,
  updatedAt: InstantText,
  lines: Type.Array(CaseLineShape)
})

export const CaseEventShape = Type.Object({
  id: Type.String(),
  at: InstantText,
  actor: Type.String(),
  kind: Type.String(),
  fromState: Nullable(Type.String()),
  toState: Nullable(Type.String()),
  detail: Detail
})

export const CaseMessageShape = Type.Object({
  id: Type.String(),
  side: OneOf(messageSides),
  isNote: Type.Boolean(),
  isAutomatic: Type.Boolean(),
  text: Personal,
  actor: Type.String(),
  at: InstantText
})

export const EvidenceShape = Type.Object({
  id: Type.String(),
  name: Personal,
  contentType: Type.String({ description: 'What its first bytes say' }),
  sizeBytes: Type.Integer(),
  sha256: Type.String(),
  addedBy: Type.String(),
  createdAt: InstantText
})

export const ArtefactShape = Type.Object({
  id: Type.String(),
  artefact: OneOf(artefacts),
  at: InstantText,
  actor: Type.String(),
  outcome: Nullable(Type.String()),
  detail: Detail,
  note: Personal
})

const MissingShape = Type.Object({
  artefact: OneOf(artefacts),
  outcomes: Type.Optional(Type.Array(Type.String())),
  how: Type.String({ description: 'What gives it' })
})

export const NextStepShape = Type.Object({
  to: OneOf(caseStates),
  title: Title,
  missing: Type.Array(MissingShape, { description: 'None: the step may be taken now' }),
  until: Nullable(InstantText)
})

export const CaseShape = Type.Object({
  ...CaseRowShape.properties,
  description: Personal,
  next: Type.Array(NextStepShape, { description: 'Where it may go from here' }),
  ...PlatformFields,
  artefacts: Type.Array(ArtefactShape),
  evidence: Type.Array(EvidenceShape),
  messages: Type.Array(CaseMessageShape, { description: 'The last hundred, oldest first' }),
  events: Type.Array(CaseEventShape, { description: 'The last hundred, oldest first' })
})

export const ReasonsShape = Type.Object({
  data: Type.Array(Type.Object({ code: Type.String(), title: Title, class: OneOf(reasonClasses) }))
})

export const FlowsShape = Type.Object({
  data: Type.Array(
    Type.Object({
      flow: OneOf(caseFlows),
      first: OneOf(caseStates),
      states: Type.Array(
        Type.Object({
          state: OneOf(caseStates),
          title: Title,
          ownerRole: Type.String(),
          waitsFor: Type.String(),
          within: Nullable(Type.Object({ hours: Type.Integer(), clock: Type.String() })),
          isEnd: Type.Boolean(),
          next: Type.Array(
            Type.Object({
              to: OneOf(caseStates),
              needs: Type.Array(
                Type.Object({
                  artefact: OneOf(artefacts),
                  outcomes: Type.Optional(Type.Array(Type.String()))
                })
              ),
              only: Type.Optional(Type.String({ description: 'Kinds of cases it is for' })),
              isReopening: Type.Boolean()
            })
          )
        })
      )
    })
  )
})
