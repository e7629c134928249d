import { createHash } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import type { Source } from '#core/channel/client'
import type { ShopkeeperError } from '#core/errors'
import { FileTooLarge } from '#core/files/errors'
import type { Clock } from '#core/time'
import { FileUnreadable, FolderMissing } from './errors.ts'
import type { FlatFileAccount } from './options.ts'

/** A file that is there to be taken. */
export interface FoundFile extends Source {
  path: string
  /** When it was last written, in milliseconds since the epoch. */
  writtenMs: number
  /** Changes whenever the file does. */
  signature: string
  /** Why it is not even opened; null when it may be. */
  refusal: ShopkeeperError | null
}

const extensions = new Set(['.csv', '.tsv', '.txt', '.xlsx'])
/** What we write ourselves, should orders come in the same folder. */
const ownPattern = /^(stock|shipments-[0-9a-f]{20})\.csv$/
/** Names that programs give to files they are still writing, or to their notes about them. */
const unfinishedPattern = /^[.~]|^~\$|~$|\.(tmp|temp|part|partial|crdownload|filepart|swp|lock)$/i

/**
 * Watches the files of one account: finds those that have settled, and names them by their content.
 */
export class Folder {
  readonly #account: FlatFileAccount
  readonly #clock: Clock
  /** What each path looked like when it was seen first so, and its file once it is hashed. */
  readonly #seen = new Map<string, { signature: string; sinceMs: number; file?: FoundFile }>()

  constructor(account: FlatFileAccount, clock: Clock) {
    this.#account = account
    this.#clock = clock
  }

  /** Files that have settled, by name; those with the same content once. Errors: FOLDER_MISSING. */
  async list(): Promise<FoundFile[]> {
    const paths = await this.#paths()
    for (const path of this.#seen.keys()) if (!paths.has(path)) this.#seen.delete(path)
    const byContent = new Map<string, FoundFile>()
    for (const path of [...paths].sort()) {
      const file = await this.#look(path)
      if (file !== null && !byContent.has(file.id)) byContent.set(file.id, file)
    }
    return [...byContent.values()]
  }

  /** The file that had this content when it was listed last. */
  find(id: string): FoundFile | undefined {
    for (const { file } of this.#seen.values()) if (file?.id === id) return file
    return undefined
  }

  async #paths(): Promise<Set<string>> {
    const { folder, files = [] } = this.#account
    for (const path of files) await statOf(path)
    if (folder === undefined) return new Set(files)
    const entries = await readdir(folder, { withFileTypes: true }).catch(asMissing(folder))
    const inFolder = entries
      .filter((entry) => !entry.isDirectory() && this.#isWanted(entry.name))
      .map(({ name }) => join(folder, name))
    return new Set([...files, ...inFolder])
  }

  #isWanted(name: string): boolean {
    const { folder, outFolder, pattern } = this.#account
    if (unfinishedPattern.test(name) || !fits(name, pattern)) return false
    if (outFolder !== undefined && ownPattern.test(name) && isSame(folder!, outFolder)) return false
    return extensions.has(extname(name).toLowerCase())
  }

  async #look(path: string): Promise<FoundFile | null> {
    const stats = await stat(path).catch(() => null)
    if (stats === null || !stats.isFile()) return null
    const signature = signatureOf(stats)
    const nowMs = this.#clock.ms()
    let seen = this.#seen.get(path)
    if (seen?.signature !== signature) {
      seen = { signature, sinceMs: nowMs }
      this.#seen.set(path, seen)
    }
    if (!this.#hasSettled(stats, seen.sinceMs)) return null
    seen.file ??= await this.#toFile(path, stats, signature)
    // It was written to while it was hashed: the hash is of no file at all.
    if (signature !== signatureOf(await statOf(path))) {
      this.#seen.delete(path)
      return null
    }
    return seen.file
  }

  /**
   * By the file system's word (`ctime`, which no tool can set back) or, when its clock is off, by
   * our own watch.
   */
  #hasSettled({ ctimeMs }: Stats, sinceMs: number): boolean {
    const { settleMs } = this.#account
    const nowMs = this.#clock.ms()
    return nowMs - ctimeMs >= settleMs || nowMs - sinceMs >= settleMs
  }

  async #toFile(path: string, stats: Stats, signature: string): Promise<FoundFile> {
    const { maxFileBytes } = this.#account
    const file = {
      name: basename(path),
      sizeBytes: stats.size,
      path,
      writtenMs: Math.floor(stats.mtimeMs),
      signature
    }
    // What is not read has no hash; its place and looks name it.
    const unread = () =>
      `unread:${createHash('sha256')
        .update(path + signature)
        .digest('hex')}`
    if (stats.size > maxFileBytes) {
      return { ...file, id: unread(), refusal: new FileTooLarge({ limitBytes: maxFileBytes }) }
    }
    try {
      return { ...file, id: await hashOf(path), refusal: null }
    } catch (error) {
      const reason = (error as Error).message
      return { ...file, id: unread(), refusal: new FileUnreadable({ reason }, { cause: error }) }
    }
  }
}

function isSame(folder: string, other: string): boolean {
  return resolve(folder) === resolve(other)
}

/** Looks that change whenever the file does. Errors: FOLDER_MISSING. */
export async function currentSignature(path: string): Promise<string> {
  return signatureOf(await statOf(path))
}

function signatureOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${size}:${mtimeMs}:${ctimeMs}:${ino}`
}

async function statOf(path: string): Promise<Stats> {
  return stat(path).catch(asMissing(path))
}

function asMissing(path: string): (error: Error) => never {
  return (error) => {
    throw new FolderMissing({ path, reason: error.message }, { cause: error })
  }
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) hash.update(chunk)
  return hash.digest('hex')
}

/**
 * Whether a name fits a pattern: `*` stands for any text, `?` for one character. Not by a regular expression, since a
 * pattern of many stars would keep one busy for ever.
 */
function fits(name: string, pattern: string): boolean {
  let at = 0
  let star = -1
  let from = 0
  for (let read = 0; read < name.length; ) {
    if (pattern[at] === '*') {
      star = at++
      from = read
    } else if (pattern[at] === '?' || pattern[at] === name[read]) {
      at++
      read++
    } else if (star === -1) return false
    else {
      // The last star takes one character more.
      at = star + 1
      read = ++from
    }
  }
  return /^\**$/.test(pattern.slice(at))
}
