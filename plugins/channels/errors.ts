import { defineError } from '#core/errors'

export const AdapterUnknown = defineError({
  code: 'ADAPTER_UNKNOWN',
  status: 400,
  title: 'No adapter for this platform is enabled',
  detail: (f: { platform: string; known: string }) =>
    `${JSON.stringify(f.platform)}; enabled under adapters: ${f.known || 'none'}`
})

export const ChannelSettingsInvalid = defineError({
  code: 'CHANNEL_SETTINGS_INVALID',
  status: 400,
  title: 'The settings do not fit the platform',
  detail: (f: { channel: string; key: string; expected: string }) =>
    `channel ${f.channel}: ${f.key}: ${f.expected}`
})

export const EncryptionKeyMissing = defineError({
  code: 'ENCRYPTION_KEY_MISSING',
  status: 409,
  title: 'Credentials cannot be kept without an encryption key',
  detail: (f: { channel: string }) =>
    `channel ${f.channel} has secret settings: set encryptionKey in the config (openssl rand -base64 32)`
})

export const CredentialsUnreadable = defineError({
  code: 'CREDENTIALS_UNREADABLE',
  status: 409,
  title: 'The credentials of a channel cannot be decrypted',
  detail: (f: { channel: string }) =>
    `channel ${f.channel}: the encryption key is not the one they were stored with; enter them again`
})

export const ChannelConfigured = defineError({
  code: 'CHANNEL_CONFIGURED',
  status: 409,
  title: 'This channel is set in the config file',
  detail: (f: { channel: string }) =>
    `channel ${f.channel}: change it there; what is changed here would be undone at the next start`
})

export const ChannelExists = defineError({
  code: 'CHANNEL_EXISTS',
  status: 409,
  title: 'There is a channel with this id',
  detail: (f: { channel: string }) => `channel ${f.channel}: PATCH it to change it`
})

export const ChannelUnsupported = defineError({
  code: 'CHANNEL_UNSUPPORTED',
  status: 409,
  title: 'The platform of this channel cannot do that',
  detail: (f: { platform: string; capability: string }) =>
    `the adapter of ${f.platform} does not offer ${f.capability}`
})

export const ChannelPaused = defineError({
  code: 'CHANNEL_PAUSED',
  status: 409,
  title: 'This channel is paused',
  detail: (f: { channel: string; reason: string }) =>
    `channel ${f.channel}: ${f.reason}; mend it, then resume`
})

/** A call failed in a way that may pass: the job is tried again. */
export const ChannelCallFailed = defineError({
  code: 'CHANNEL_CALL_FAILED',
  status: 502,
  title: 'A call to the platform failed',
  detail: (f: { channel: string; operation: string; reason: string }) =>
    `channel ${f.channel}: ${f.operation}: ${f.reason}`
})

/** The platform has refused a call, and would again. */
export const ChannelCallRejected = defineError({
  code: 'CHANNEL_CALL_REJECTED',
  status: 422,
  title: 'The platform has refused a call',
  detail: (f: { channel: string; operation: string; platformCode: string; reason: string }) =>
    `channel ${f.channel}: ${f.operation}: ${f.platformCode}: ${f.reason}`
})

/** The platform has refused the account itself: nothing works until a person has mended it. */
export const ChannelBroken = defineError({
  code: 'CHANNEL_BROKEN',
  status: 409,
  title: 'The platform refuses this account',
  retryable: false,
  detail: (f: { channel: string; reason: string }) => `channel ${f.channel}: ${f.reason}`
})

export const PullOvertaken = defineError({
  code: 'PULL_OVERTAKEN',
  status: 409,
  title: 'Another run has read on from here',
  retryable: true,
  detail: (f: { channel: string }) => `channel ${f.channel}: this run has changed nothing`
})

export const WebhookNotGenuine = defineError({
  code: 'WEBHOOK_NOT_GENUINE',
  status: 401,
  title: 'This webhook is not genuine',
  detail: () => 'its signature does not fit its bytes'
})

export const CallbackUnknown = defineError({
  code: 'CALLBACK_UNKNOWN',
  status: 409,
  title: 'Platforms do not know where this engine is',
  detail: (f: { channel: string }) =>
    `channel ${f.channel}: set publicUrl in the options of channels, so that the owner's answer finds its way back`
})

export const ConsentNotOpen = defineError({
  code: 'CONSENT_NOT_OPEN',
  status: 409,
  title: 'Nobody waits for this answer',
  detail: () => 'it was given before, or its time is over: ask for a new address to authorize at'
})

export const ConsentRefused = defineError({
  code: 'CONSENT_REFUSED',
  status: 409,
  title: 'The account has not let us in',
  detail: (f: { reason: string }) => f.reason
})

export const BackfillOpen = defineError({
  code: 'BACKFILL_OPEN',
  status: 409,
  title: 'The past of this channel is being filled in',
  detail: (f: { channel: string; since: string }) =>
    `channel ${f.channel}: since ${f.since}; wait until it is done`
})

export const WriteNotRejected = defineError({
  code: 'WRITE_NOT_REJECTED',
  status: 409,
  title: 'Only what was rejected is sent again',
  detail: (f: { write: string; state: string }) => `write ${f.write} is ${f.state}`
})

export const EvidenceNoPicture = defineError({
  code: 'EVIDENCE_NO_PICTURE',
  status: 422,
  title: 'What this address holds is no picture that can be evidence',
  detail: (f: { field: string; types: string }) =>
    `${f.field}: it begins as none of ${f.types} does: give the address of such a picture itself`
})

export const ReplayImpossible = defineError({
  code: 'REPLAY_IMPOSSIBLE',
  status: 409,
  title: 'This entry cannot be fetched again',
  detail: (f: { rejected: string }) =>
    `entry ${f.rejected} does not say which order it was, or its platform hands out no single orders`
})

export const SkusUnknown = defineError({
  code: 'SKUS_UNKNOWN',
  status: 409,
  title: 'The catalog does not have these SKUs',
  detail: (f: { skus: string[] }) => f.skus.join(', ')
})

export const ChannelPathForbidden = defineError({
  code: 'CHANNEL_PATH_FORBIDDEN',
  status: 422,
  title: 'An account that is added over HTTP may not name this place of the machine',
  detail: (f: { key: string; path: string; allowed: string[] }) =>
    `${f.key}: ${f.path} is not below ${f.allowed.length === 0 ? 'any folder, since none is allowed' : f.allowed.join(' or ')}: ` +
    'add it to the option `folders` of channels, or add the account in the config file or by the command'
})
