import { createWriteStream, existsSync, rmSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { FileExists, PathMissing } from './errors.ts'

/** Refuses a file that is there, or cannot be made. Errors: FILE_EXISTS, PATH_MISSING. */
export function assertFree(out: string | undefined): void {
  if (out !== undefined && existsSync(out)) throw new FileExists({ file: resolve(out) })
  assertFolder(out)
}

/** Refuses a file in a folder that is not there. Errors: PATH_MISSING. */
export function assertFolder(out: string | undefined): void {
  const folder = out === undefined ? undefined : dirname(resolve(out))
  if (folder !== undefined && !existsSync(folder)) throw new PathMissing({ path: folder })
}

/** Writes what a command makes to standard output, or to a new file, which is gone again when it cannot be made whole. */
export async function writeOut(
  out: string | undefined,
  made: AsyncIterable<string | Uint8Array>
): Promise<void> {
  const source = Readable.from(made)
  if (out === undefined) return pipeline(source, process.stdout, { end: false })
  const target = createWriteStream(out, { flags: 'wx' })
  try {
    await pipeline(source, target)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') rmSync(out, { force: true })
    throw error
  }
}
