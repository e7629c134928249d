import { defineError } from '#core/errors'

export const DrawInvalid = defineError({
  code: 'DRAW_INVALID',
  status: 400,
  title: 'The draw cannot be as it is written',
  detail: (f: { errors: readonly { pointer: string; detail: string }[] }) =>
    f.errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')
})

export const DrawKeyMissing = defineError({
  code: 'DRAW_KEY_MISSING',
  status: 409,
  title: 'The seed of a draw cannot be kept without an encryption key',
  detail: () => 'set encryptionKey in the config (openssl rand -base64 32)'
})

export const DrawSeedUnreadable = defineError({
  code: 'DRAW_SEED_UNREADABLE',
  status: 409,
  title: 'The seed of a draw cannot be decrypted',
  detail: (f: { drawId: string }) =>
    `${f.drawId}: the encryption key is not the one it was kept with; give that one, or cancel the draw`
})

export const DrawStepIllegal = defineError({
  code: 'DRAW_STEP_ILLEGAL',
  status: 409,
  title: 'The draw cannot take this step from where it stands',
  detail: (f: { step: string; state: string; legal: readonly string[] }) =>
    `it is ${f.state}: ${f.legal.length > 0 ? `it can ${f.legal.join(', ')}` : 'nothing follows'}`
})

export const DrawTooEarly = defineError({
  code: 'DRAW_TOO_EARLY',
  status: 409,
  title: 'The draw still takes entries',
  detail: (f: { drawId: string; entryUntil: string }) => `${f.drawId}: until ${f.entryUntil}`
})

export const DrawNotOpen = defineError({
  code: 'DRAW_NOT_OPEN',
  status: 409,
  title: 'The draw takes no entries now',
  detail: (f: { drawId: string; state: string; entryFrom: string; entryUntil: string }) =>
    `${f.drawId} is ${f.state}, and takes them from ${f.entryFrom} until ${f.entryUntil}`
})

export const DrawNotClosed = defineError({
  code: 'DRAW_NOT_CLOSED',
  status: 409,
  title: 'The entries of the draw are not counted yet',
  detail: (f: { drawId: string; entryUntil: string }) =>
    `${f.drawId} takes them until ${f.entryUntil}, and counts them soon after`
})

export const DrawEntryInvalid = defineError({
  code: 'DRAW_ENTRY_INVALID',
  status: 422,
  title: 'This cannot enter the draw',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

export const DrawSourceTaken = defineError({
  code: 'DRAW_SOURCE_TAKEN',
  status: 409,
  title: 'Another customer has entered with this',
  detail: (f: { kind: string; source: string }) => `${f.kind} ${JSON.stringify(f.source)}`
})

export const DrawEntriesExhausted = defineError({
  code: 'DRAW_ENTRIES_EXHAUSTED',
  status: 409,
  title: 'The customer has entered as often as one may',
  detail: (f: { customerId: string; limit: number }) => `${f.customerId}: ${f.limit}`
})

export const DrawPrizeSettled = defineError({
  code: 'DRAW_PRIZE_SETTLED',
  status: 409,
  title: 'The prize is given or forfeited already',
  detail: (f: { drawId: string; place: number; state: string }) =>
    `place ${f.place} of ${f.drawId} is ${f.state}`
})

export const drawErrors = [
  DrawInvalid,
  DrawKeyMissing,
  DrawSeedUnreadable,
  DrawStepIllegal,
  DrawTooEarly,
  DrawNotOpen,
  DrawNotClosed,
  DrawEntryInvalid,
  DrawSourceTaken,
  DrawEntriesExhausted,
  DrawPrizeSettled
]
