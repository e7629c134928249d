import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { TextDecoder } from 'node:util'
import { FileEncodingInvalid } from '../errors.ts'

/** A file in UTF-8, and what removes it. */
export interface DecodedFile {
  path: string
  dispose(): Promise<void>
}

/** Writes a file of another encoding as UTF-8 to a temporary one. Errors: FILE_ENCODING_INVALID. */
export async function decodeFile(path: string, encoding: string): Promise<DecodedFile> {
  const folder = await mkdtemp(join(tmpdir(), 'shopkeeper-'))
  const decoded = join(folder, 'decoded.csv')
  const dispose = () => rm(folder, { recursive: true, force: true })
  try {
    await pipeline(
      createReadStream(path, { highWaterMark: 1 << 18 }),
      (chunks) => toUtf8(chunks as AsyncIterable<Buffer>, encoding),
      createWriteStream(decoded, { mode: 0o600 })
    )
    return { path: decoded, dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function* toUtf8(chunks: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  let nearByte = 0
  const decode = (chunk?: Buffer) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      throw new FileEncodingInvalid({ encoding, nearByte })
    }
  }
  for await (const chunk of chunks) {
    yield decode(chunk)
    nearByte += chunk.length
  }
  yield decode()
}
