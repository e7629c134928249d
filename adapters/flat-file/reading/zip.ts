import { crc32, inflateRawSync } from 'node:zlib'
import { SheetInvalid, SheetTooLarge } from '../errors.ts'

const endSignature = 0x06054b50
const entrySignature = 0x02014b50
const localSignature = 0x04034b50
const endBytes = 22
const entriesMax = 2000

interface Entry {
  name: string
  method: number
  packedBytes: number
  unpackedBytes: number
  localAt: number
}

/**
 * Unpacks a ZIP archive in memory, up to a number of bytes.
 *
 * What the archive says of its sizes is believed only to refuse it early; the limit holds for what
 * really comes out.
 * Errors: SHEET_INVALID, SHEET_TOO_LARGE.
 */
export function unzip(
  zip: Buffer,
  { bytesMax, wanted }: { bytesMax: number; wanted: (name: string) => boolean }
): Map<string, Buffer> {
  const tooLarge = () => new SheetTooLarge({ what: 'bytes unpacked', limit: bytesMax })
  const entries = readDirectory(zip).filter(({ name }) => wanted(name))
  const claimed = entries.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0)
  if (claimed > bytesMax) throw tooLarge()
  const files = new Map<string, Buffer>()
  let bytesLeft = bytesMax
  for (const entry of entries) {
    const packed = packedOf(zip, entry)
    if (entry.method === 0 && packed.length > bytesLeft) throw tooLarge()
    const content = entry.method === 0 ? packed : inflate(packed, bytesLeft, tooLarge)
    bytesLeft -= content.length
    files.set(entry.name, content)
  }
  return files
}

function inflate(packed: Buffer, bytesMax: number, tooLarge: () => Error): Buffer {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytesMax) })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge()
    throw new SheetInvalid({ reason: 'an entry of the archive is damaged' }, { cause: error })
  }
}

function readDirectory(zip: Buffer): Entry[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end === -1 || end + endBytes > zip.length) {
    throw new SheetInvalid({ reason: 'it is no XLSX file, or its end is missing' })
  }
  const count = zip.readUInt16LE(end + 10)
  if (count > entriesMax) throw new SheetTooLarge({ what: 'parts', limit: entriesMax })
  const entries: Entry[] = []
  let at = zip.readUInt32LE(end + 16)
  for (let i = 0; i < count; i++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== entrySignature) throw damaged()
    const nameBytes = zip.readUInt16LE(at + 28)
    const isEncrypted = (zip.readUInt16LE(at + 8) & 1) === 1
    const method = zip.readUInt16LE(at + 10)
    if (isEncrypted) throw new SheetInvalid({ reason: 'it is protected by a password' })
    if (method !== 0 && method !== 8) throw damaged()
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameBytes),
      method,
      packedBytes: zip.readUInt32LE(at + 20),
      unpackedBytes: zip.readUInt32LE(at + 24),
      localAt: zip.readUInt32LE(at + 42)
    })
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
  return entries
}

function packedOf(zip: Buffer, { localAt, packedBytes }: Entry): Buffer {
  if (localAt + 30 > zip.length || zip.readUInt32LE(localAt) !== localSignature) throw damaged()
  const from = localAt + 30 + zip.readUInt16LE(localAt + 26) + zip.readUInt16LE(localAt + 28)
  if (from + packedBytes > zip.length) throw damaged()
  return zip.subarray(from, from + packedBytes)
}

function damaged(): Error {
  return new SheetInvalid({ reason: 'the directory of the archive is damaged' })
}

/**
 * Packs files into a ZIP archive without compressing them: what comes out is as large as what went
 * in.
 */
export function zipStored(files: ReadonlyMap<string, Buffer>): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of files) {
    const nameBytes = Buffer.from(name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(localSignature, 0)
    local.writeUInt16LE(20, 4)
    writeSizes(local, 14, content)
    local.writeUInt16LE(nameBytes.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(entrySignature, 0)
    entry.writeUInt16LE(20, 4)
    entry.writeUInt16LE(20, 6)
    writeSizes(entry, 16, content)
    entry.writeUInt16LE(nameBytes.length, 28)
    entry.writeUInt32LE(offset, 42)
    parts.push(local, nameBytes, content)
    directory.push(entry, nameBytes)
    offset += local.length + nameBytes.length + content.length
  }
  const end = Buffer.alloc(endBytes)
  end.writeUInt32LE(endSignature, 0)
  end.writeUInt16LE(files.size, 8)
  end.writeUInt16LE(files.size, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}

function writeSizes(header: Buffer, at: number, content: Buffer): void {
  header.writeUInt32LE(crc32(content), at)
  header.writeUInt32LE(content.length, at + 4)
  header.writeUInt32LE(content.length, at + 8)
}
