import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FileTooLarge } from './errors.ts'

/** An upload that now lies in a temporary file of its own. */
export interface SpooledFile {
  path: string
  bytes: number
  /** Of the content, in hex: two uploads with the same one are the same file. */
  sha256: string
  /** Removes the file. Harmless when done twice. */
  dispose(): Promise<void>
}

/**
 * Writes a stream to a temporary file, so that all of it can be checked before any of it has an
 * effect. Memory stays bounded; whatever goes wrong, nothing is left behind.
 *
 * Errors: FILE_TOO_LARGE as soon as the limit is passed, not at the end.
 */
export async function spool(
  stream: NodeJS.ReadableStream,
  { maxBytes }: { maxBytes: number }
): Promise<SpooledFile> {
  const folder = await mkdtemp(join(tmpdir(), 'shopkeeper-'))
  const path = join(folder, 'upload')
  const dispose = () => rm(folder, { recursive: true, force: true })
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length
      if (bytes > maxBytes) return done(new FileTooLarge({ limitBytes: maxBytes }))
      hash.update(chunk)
      done(null, chunk)
    }
  })
  try {
    await pipeline(stream, measure, createWriteStream(path, { mode: 0o600 }))
    return { path, bytes, sha256: hash.digest('hex'), dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}
