import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { RequestMalformed } from '#core/http/errors'
import { EvidenceTooLarge, EvidenceTypeRefused } from '../errors.ts'
import { type EvidenceType, evidenceTypes, sniff, sniffBytes } from './sniff.ts'

/** A file that has arrived whole. */
export interface ReceivedFile {
  content: Buffer
  contentType: EvidenceType
  sha256: string
}

/** Refuses a body that says it is too long, before any of it is read. Errors: EVIDENCE_TOO_LARGE. */
export function refuseTooLong(contentLength: string | undefined, limitBytes: number): void {
  const sizeBytes = Number(contentLength ?? 0)
  if (sizeBytes > limitBytes) throw new EvidenceTooLarge({ limitBytes, sizeBytes })
}

/**
 * Reads a file into memory: no further than to the first bytes of what is not taken, or to the limit. The stream stays
 * open then, so that the sender can be told why.
 *
 * Errors: EVIDENCE_TOO_LARGE, EVIDENCE_TYPE_REFUSED, REQUEST_MALFORMED when the sender goes away.
 */
export async function receiveFile(stream: Readable, limitBytes: number): Promise<ReceivedFile> {
  const chunks: Buffer[] = []
  let bytes = 0
  let contentType: EvidenceType | null = null
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
      chunks.push(chunk as Buffer)
      bytes += (chunk as Buffer).length
      if (bytes > limitBytes) throw new EvidenceTooLarge({ limitBytes, sizeBytes: null })
      if (contentType === null && bytes >= sniffBytes) contentType = typeOf(chunks)
    }
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ECONNRESET') throw error
    throw new RequestMalformed({ reason: 'the body ended before it was whole' })
  }
  const content = Buffer.concat(chunks)
  const sha256 = createHash('sha256').update(content).digest('hex')
  return { content, contentType: contentType ?? typeOf(chunks), sha256 }
}

function typeOf(chunks: readonly Buffer[]): EvidenceType {
  const type = sniff(Buffer.concat(chunks))
  if (type === null) throw new EvidenceTypeRefused({ allowed: evidenceTypes })
  return type
}
