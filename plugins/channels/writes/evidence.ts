import type { Dispatcher } from 'undici'
import { checkDestination } from '#core/net/destination'
import { download, type Source } from '#core/net/download'
import { guardedAgent } from '#core/net/guarded-agent'
import { EvidenceNoPicture } from '../errors.ts'
import { type PictureType, pictureTypeOf, pictureTypes } from './picture-type.ts'

/** Bytes of one picture at most, whether it is sent to us or fetched. */
export const pictureBytesMax = 3_000_000
const connectTimeoutMs = 10_000
const timeoutMs = 30_000

/** A picture that is here. */
export interface StoredPicture {
  contentType: PictureType
  base64: string
}

/** A picture that proves what a decision says: here, or where it can be fetched. */
export type Evidence = StoredPicture | { url: string }

/** Fetches the pictures that decisions name by their addresses, from public addresses only. */
export class EvidenceFetcher {
  readonly #allowPrivate: boolean
  #http: Dispatcher | undefined

  constructor(allowPrivate: boolean) {
    this.#allowPrivate = allowPrivate
  }

  /** Refuses addresses that will not be called. Asks no network. Errors: DESTINATION_REFUSED. */
  check(evidence: readonly Evidence[]): void {
    for (const source of sourcesOf(evidence)) {
      if (source) checkDestination(source.url, { allowPrivate: this.#allowPrivate }, source.field)
    }
  }

  /**
   * Brings in what is not here yet, all at once. Shape: one picture each, same order.
   * Errors: DESTINATION_REFUSED, DOWNLOAD_REFUSED, EVIDENCE_NO_PICTURE; DOWNLOAD_FAILED for what may pass.
   */
  async bringIn(evidence: readonly Evidence[], signal: AbortSignal): Promise<StoredPicture[]> {
    const others = new AbortController()
    const whole = AbortSignal.any([signal, others.signal])
    try {
      return await Promise.all(
        sourcesOf(evidence).map((source, place) =>
          source ? this.#picture(source, whole) : (evidence[place] as StoredPicture)
        )
      )
    } finally {
      others.abort()
    }
  }

  async close(): Promise<void> {
    await this.#http?.destroy()
    this.#http = undefined
  }

  async #picture(source: Source, signal: AbortSignal): Promise<StoredPicture> {
    const allowPrivate = this.#allowPrivate
    this.#http ??= guardedAgent({ allowPrivate, connectTimeoutMs })
    const policy = { allowPrivate, http: this.#http, bytesMax: pictureBytesMax, timeoutMs }
    const bytes = await download(source, policy, signal)
    const contentType = pictureTypeOf(bytes)
    if (contentType === null) {
      throw new EvidenceNoPicture({ field: source.field, types: pictureTypes.join(', ') })
    }
    return { contentType, base64: bytes.toString('base64') }
  }
}

/** Whether all pictures are here. */
export function isHere(evidence: readonly Evidence[]): evidence is readonly StoredPicture[] {
  return sourcesOf(evidence).every((source) => source === null)
}

/** Where pictures are fetched from, with the field that says so; null: it is here. */
function sourcesOf(evidence: readonly Evidence[]): (Source | null)[] {
  return evidence.map((one, place) =>
    'url' in one ? { url: one.url, field: `#/evidence/${place}/url` } : null
  )
}
