import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { End } from './subject.ts'

/** SQLite in a temporary folder, with embedded jobs: there on every machine. */
export const sqliteEnd: End = {
  name: 'sqlite, embedded',
  skip: false,
  async open(t) {
    const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-kit-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    return { url: `sqlite:${join(folder, 'shop.sqlite')}` }
  }
}
