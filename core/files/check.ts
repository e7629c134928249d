import { open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { CsvShape } from './csv-shape.ts'
import { FileEmpty, FileNotUtf8, FileTooLarge } from './errors.ts'
import { LineShape } from './line-shape.ts'

/** What is read from disk at once, in bytes. */
const chunkBytes = 1 << 18

/** Longest row of a file unless its reader says otherwise, in bytes: 1 MiB. */
export const rowBytesMaxDefault = 1_048_576

export interface TextFileLimits {
  format: 'csv' | 'ndjson'
  /** Largest file, in bytes. */
  maxBytes: number
  /** Longest row, in bytes. Default 1 MiB. */
  rowBytesMax?: number
  /** CSV only; one ASCII character. Default comma. */
  delimiter?: string
}

/**
 * Reads a text file once from end to end and refuses it when any part of it is not sound, so that a
 * reader afterwards meets bad rows at most, never a bad file. A byte order mark is accepted. Memory
 * stays bounded.
 *
 * Errors: FILE_TOO_LARGE, FILE_EMPTY, FILE_NOT_UTF8 (NUL bytes too), FILE_TRUNCATED,
 * FILE_ROW_TOO_LONG, CSV_QUOTE_INVALID.
 */
export async function checkTextFile(path: string, limits: TextFileLimits): Promise<void> {
  const { format, maxBytes, rowBytesMax = rowBytesMaxDefault, delimiter = ',' } = limits
  const shape =
    format === 'csv' ? new CsvShape({ delimiter, rowBytesMax }) : new LineShape({ rowBytesMax })
  const decoder = new TextDecoder('utf-8', { fatal: true })
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size > maxBytes) throw new FileTooLarge({ limitBytes: maxBytes })
    if (size === 0) throw new FileEmpty({})
    const buffer = Buffer.allocUnsafe(chunkBytes)
    let nearByte = 0
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, chunkBytes)
      const chunk = buffer.subarray(0, bytesRead)
      assertText(decoder, chunk, nearByte)
      if (bytesRead === 0) break
      shape.scan(nearByte === 0 ? withoutMark(chunk) : chunk)
      nearByte += bytesRead
    }
    shape.end()
  } finally {
    await file.close()
  }
}

/** An empty chunk is the end of the file: half a character left over is refused there. */
function assertText(decoder: TextDecoder, chunk: Buffer, nearByte: number): void {
  const nul = chunk.indexOf(0)
  if (nul !== -1) throw new FileNotUtf8({ nearByte: nearByte + nul, reason: 'a NUL byte' })
  try {
    decoder.decode(chunk, { stream: chunk.length > 0 })
  } catch {
    throw new FileNotUtf8({
      nearByte: nearByte + firstBadByte(chunk),
      reason: 'bytes that are no character'
    })
  }
}

/** Where in a chunk the first bytes are that are no character; 0 when they began in the one before. */
function firstBadByte(chunk: Buffer): number {
  const text = chunk.toString('utf8')
  return Buffer.byteLength(text.slice(0, Math.max(0, text.indexOf('\uFFFD'))))
}

function withoutMark(chunk: Buffer): Buffer {
  const hasMark = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf
  return hasMark ? chunk.subarray(3) : chunk
}
