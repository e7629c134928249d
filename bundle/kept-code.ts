import { accessSync, constants, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'

/*
 * Compiled code beside the script that it was compiled from: the bytes, then their checksum. V8 itself refuses what another
 * release or other flags have made, and what is cut off; it would run what is damaged.
 */
const checksumBytes = 4

/** What the name of a script's code adds to its own: whose code it is. */
export const codeSuffix = `.${process.version}-${process.arch}.code`

/** Reads what is kept for a script. Undefined: nothing, or it is damaged. */
export function readKept(script: string): Buffer | undefined {
  try {
    const kept = readFileSync(`${script}${codeSuffix}`)
    const code = kept.subarray(0, -checksumBytes)
    return crc32(code) === kept.readUInt32LE(code.length) ? code : undefined
  } catch {
    return undefined
  }
}

/** Whether code can be kept beside a script: not in an installation that is read-only, or another's. */
export function canKeep(script: string): boolean {
  try {
    accessSync(dirname(script), constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Keeps code: it appears whole, whoever else does the same. False: there is no room for it. */
export function keep(script: string, code: Buffer): boolean {
  const path = `${script}${codeSuffix}`
  const draft = `${path}.${process.pid}`
  const checksum = Buffer.alloc(checksumBytes)
  checksum.writeUInt32LE(crc32(code))
  try {
    writeFileSync(draft, Buffer.concat([code, checksum]))
    renameSync(draft, path)
    return true
  } catch {
    rmSync(draft, { force: true })
    return false
  }
}
