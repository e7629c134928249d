import { type Static, Type } from 'typebox'
import {
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  PageQuery,
  Sku,
  skuCharactersMax
} from '#core/http/schemas'
import { runKinds } from './tables.ts'

const closed = { additionalProperties: false }

/** Why something was refused, as far as it helps to decide what to do. */
export const rejectionClasses = ['input', 'permission', 'conflict', 'gone'] as const

const Units = Type.Integer({ minimum: 0, maximum: 1_000_000_000 })

const PolicyFields = {
  bufferUnits: Type.Integer({
    minimum: 0,
    maximum: 1_000_000_000,
    description: 'Units kept back. Default 0'
  }),
  ratioBps: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    description: 'Share of the rest in basis points. Default 10,000'
  }),
  capUnits: Nullable(Units),
  stopSell: Type.Boolean({ description: 'Shows none at all' })
}

export const StockPolicyShape = Type.Partial(Type.Object(PolicyFields), closed)

/** What a listing may set for itself; null: as the channel. */
export const ListingPolicyShape = Type.Object(
  {
    bufferUnits: Nullable(PolicyFields.bufferUnits),
    ratioBps: Nullable(PolicyFields.ratioBps),
    capUnits: PolicyFields.capUnits,
    stopSell: Nullable(PolicyFields.stopSell)
  },
  closed
)

const ChannelId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' })

const AccountFields = {
  platform: Type.String({ minLength: 1, maxLength: 40 }),
  name: Type.String({ minLength: 1, maxLength: 100 }),
  settings: Type.Record(Type.String({ maxLength: 100 }), Type.Unknown(), {
    description: "Checked by the platform's adapter; secrets are encrypted at rest"
  }),
  stockPolicy: Type.Optional(StockPolicyShape),
  unknownSkus: Type.Optional(
    OneOf(['hold', 'createUntracked'], { description: 'SKUs the catalog lacks. Default hold' })
  ),
  pullEverySeconds: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 86_400, description: 'Default 60' })
  ),
  since: Type.Optional(InstantText),
  pushStock: Type.Optional(Type.Boolean({ description: 'Default true' })),
  pushPrices: Type.Optional(Type.Boolean({ description: 'Default true' })),
  currency: Type.Optional(CurrencyCode)
}

/** An account in the config file. */
const ConfiguredAccount = Type.Object(
  {
    id: ChannelId,
    ...AccountFields,
    settings: Type.Optional(AccountFields.settings),
    enabled: Type.Optional(Type.Boolean({ description: 'Default true' })),
    simulate: Type.Optional(
      Type.Boolean({ description: 'Runs a stand-in of the platform inside this process' })
    ),
    seedCatalog: Type.Optional(
      Type.Boolean({ description: 'Puts the simulated products into catalog and stock, once' })
    )
  },
  closed
)

export const ChannelsOptions = Type.Object(
  {
    accounts: Type.Array(ConfiguredAccount, { maxItems: 1000, default: [] }),
    publicUrl: Type.Optional(
      Type.String({
        pattern: '^https?://',
        maxLength: 500,
        description:
          'Where platforms and owners of accounts reach this engine; without it no webhooks are asked for'
      })
    ),
    folders: Type.Array(Type.String({ minLength: 1, maxLength: 4096 }), {
      maxItems: 100,
      default: [],
      description:
        'Folders of this machine below which accounts that are added over HTTP may read and write. Default: none; the ' +
        'config file and the command may name any'
    }),
    unsafeAllowPrivateNetworks: Type.Boolean({
      default: false,
      description:
        'Also fetches evidence from http:// and private addresses; for development and tests'
    })
  },
  closed
)
export type ChannelsOptionsShape = Static<typeof ChannelsOptions>
export type ConfiguredAccountShape = Static<typeof ConfiguredAccount>

export const NewChannelShape = Type.Object(
  {
    id: Type.Optional(ChannelId),
    ...AccountFields,
    isEnabled: Type.Optional(Type.Boolean({ description: 'Default true' }))
  },
  closed
)

const { platform: _, ...changeable } = AccountFields
export const ChannelChangeShape = Type.Partial(
  Type.Object({ ...changeable, isEnabled: Type.Boolean() }),
  closed
)

export const ChannelShape = Type.Object({
  id: Type.String(),
  platform: Type.String(),
  name: Type.String(),
  settings: Type.Record(Type.String(), Type.Unknown(), { description: 'Without the secret ones' }),
  hasSecrets: Type.Boolean(),
  stockPolicy: Type.Object(PolicyFields),
  unknownSkus: OneOf(['hold', 'createUntracked']),
  currency: Type.String(),
  pullEverySeconds: Type.Integer(),
  since: Nullable(InstantText),
  pushStock: Type.Boolean(),
  pushPrices: Type.Boolean(),
  isEnabled: Type.Boolean(),
  isConfigured: Type.Boolean({ description: 'Set in the config file, and changed there' }),
  pausedAt: Nullable(InstantText),
  pausedReason: Nullable(Type.String()),
  nextPullAt: Nullable(InstantText),
  lastPulledAt: Nullable(InstantText),
  webhookPath: Type.String({ description: 'Where the platform sends its webhooks' }),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const RunShape = Type.Object({
  id: Type.String(),
  kind: OneOf(runKinds),
  state: OneOf(['running', 'done', 'failed', 'postponed']),
  documents: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Integer(),
  failed: Type.Integer(),
  calls: Type.Integer({ description: 'To the platform' }),
  retried: Type.Integer({ description: 'Calls that failed and were made again' }),
  throttled: Type.Integer({ description: 'Calls that had to wait' }),
  waitedMs: Type.Integer(),
  renewals: Type.Integer({ description: 'Times that new tokens were had' }),
  reasons: Type.Unknown({ description: 'Why calls were made again → how often' }),
  error: Type.Unknown({ description: 'Problem of the failure' }),
  detail: Type.Unknown(),
  startedAt: InstantText,
  finishedAt: Nullable(InstantText)
})

export const RejectedShape = Type.Object({
  id: Type.String(),
  runId: Type.String(),
  source: Type.String(),
  line: Nullable(Type.Integer()),
  column: Nullable(Type.String()),
  reason: Type.String(),
  externalId: Nullable(Type.String()),
  class: Nullable(OneOf(rejectionClasses)),
  payload: Type.Unknown({ description: 'What it was, without personal data and secrets' }),
  count: Type.Integer({ description: 'How often it was read' }),
  firstSeenAt: InstantText,
  lastSeenAt: InstantText,
  settledAt: Nullable(InstantText)
})

export const ListingShape = Type.Object({
  id: Type.String(),
  channelId: Type.String(),
  externalListingId: Type.String(),
  sku: Type.String(),
  variantId: Nullable(Type.String()),
  state: OneOf(['active', 'paused']),
  stockPolicy: ListingPolicyShape,
  shownQuantity: Nullable(Type.Integer({ description: 'What the platform was last told' })),
  isStockPending: Type.Boolean(),
  isPricePending: Type.Boolean(),
  stockPushedAt: Nullable(InstantText),
  rejectedReason: Nullable(
    Type.String({
      description: 'Why the platform refused the last stock it was told, or else the last price'
    })
  ),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const NewListingShape = Type.Object(
  {
    channelId: ChannelId,
    externalListingId: Type.String({ minLength: 1, maxLength: 200 }),
    sku: Sku
  },
  closed
)

export const ListingChangeShape = Type.Object(
  {
    state: Type.Optional(OneOf(['active', 'paused'])),
    sku: Type.Optional(Sku)
  },
  closed
)

export const ListingQuery = Type.Object(
  {
    ...PageQuery.properties,
    channelId: Type.Optional(Type.String({ maxLength: 128 })),
    sku: Type.Optional(Type.String({ maxLength: skuCharactersMax }))
  },
  closed
)

export const RunQuery = Type.Object(
  { ...PageQuery.properties, kind: Type.Optional(OneOf(runKinds)) },
  closed
)

export const RejectedQuery = Type.Object(
  {
    ...PageQuery.properties,
    settled: Type.Optional(Type.Boolean({ description: 'Default: both' }))
  },
  closed
)

export const ReportQuery = Type.Object(
  { since: Type.Optional(InstantText) },
  { ...closed, description: 'Default: the last 24 hours' }
)

const Sum = Type.Integer()

export const ReportShape = Type.Object({
  channelId: Type.String(),
  name: Type.String(),
  since: InstantText,
  until: InstantText,
  kinds: Type.Array(
    Type.Object({
      kind: Type.String(),
      runs: Type.Integer({ description: 'That found something to do, failed or had to wait' }),
      failedRuns: Sum,
      postponedRuns: Sum,
      documents: Sum,
      created: Sum,
      updated: Sum,
      unchanged: Sum,
      rejected: Sum,
      failed: Sum,
      calls: Sum,
      retried: Sum,
      throttled: Sum,
      waitedMs: Sum,
      renewals: Sum,
      reasons: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() }))
    })
  ),
  open: Type.Object({
    pausedReason: Nullable(Type.String()),
    alerts: Type.Array(Type.Object({ kind: Type.String(), message: Type.String() })),
    rejectedEntries: Sum,
    rejectedWrites: Sum,
    waitingWrites: Sum,
    failedShipments: Sum
  })
})
