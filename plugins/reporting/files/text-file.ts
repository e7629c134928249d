import { createReadStream } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { TextDecoder } from 'node:util'
import { FileNotUtf8, FileTooLarge } from '#core/files/errors'

/**
 * Names the encoding of a text file: UTF-8, or GB 18030 (which GBK and GB 2312 are parts of) where bytes are no UTF-8.
 * Reads the file once, a piece at a time.
 */
export async function encodingOf(path: string): Promise<'utf-8' | 'gb18030'> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk, { stream: true })
    decoder.decode()
    return 'utf-8'
  } catch {
    return 'gb18030'
  }
}

/**
 * Reads a text file line by line, in UTF-8 or GBK, without byte order mark and ends of lines.
 *
 * Errors: FILE_NOT_UTF8 when its bytes are characters of neither, FILE_TOO_LARGE for a line without an end.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(await encodingOf(path), { fatal: true })
  let rest = ''
  let nearByte = 0
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      throw new FileNotUtf8({ nearByte, reason: 'bytes that are no character of UTF-8 or GBK' })
    }
  }
  for await (const chunk of createReadStream(path)) {
    const lines = (rest + decode(chunk as Buffer)).split('\n')
    nearByte += (chunk as Buffer).length
    rest = lines.pop()!
    if (rest.length > lineMax) throw new FileTooLarge({ limitBytes: lineMax })
    for (const line of lines) yield line.replace(/\r$/, '')
  }
  rest += decode()
  if (rest !== '') yield rest.replace(/\r$/, '')
}

/** Longest line, in characters. */
const lineMax = 1_048_576

/** Writes a copy in UTF-8 without the lines that are no table, which become blank so that lines keep their numbers. */
export async function writeTable(
  path: string,
  { to, skipLines, commentPrefix }: { to: string; skipLines: number; commentPrefix: string | null }
): Promise<void> {
  async function* table() {
    let at = 0
    for await (const line of readLines(path)) {
      at++
      const isTable = at > skipLines && !(commentPrefix && line.startsWith(commentPrefix))
      yield `${isTable ? line : ''}\n`
    }
  }
  await pipeline(table, (text: AsyncIterable<string>) => writeFile(to, text, { mode: 0o600 }))
}
