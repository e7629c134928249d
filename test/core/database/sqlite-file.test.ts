import fs, { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

/** A disk that fails to sync once when it is told to, as Linux tells of it: once, and then as if nothing had been. */
let isFailing = false
const sync = fs.fdatasync
fs.fdatasync = ((file: number, done: (error: Error | null) => void) => {
  const isFailed = isFailing
  isFailing = false
  const failure = Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' })
  setTimeout(() => (isFailed ? done(failure) : sync(file, done)), 50)
}) as typeof fs.fdatasync
syncBuiltinESMExports()

// What they import takes the function as it is then.
const { default: t } = await import('tap')
const { openDatabase, origin } = await import('./open.ts')

function folder(t: Test): string {
  const made = mkdtempSync(join(tmpdir(), 'shopkeeper-'))
  t.teardown(() => fs.rmSync(made, { recursive: true, force: true }))
  return made
}

function fileAt(root: string) {
  return { kind: 'sqlite' as const, url: `sqlite:${join(root, 'shop.sqlite')}`, redisPrefix: '' }
}

for (const durability of ['full', 'process'] as const) {
  t.test(`file: may be a link to one that lies elsewhere (${durability})`, async (t) => {
    const root = folder(t)
    for (const name of ['disk', 'app']) mkdirSync(join(root, name))
    writeFileSync(join(root, 'disk', 'shop.sqlite'), '')
    symlinkSync(join(root, 'disk', 'shop.sqlite'), join(root, 'app', 'shop.sqlite'))
    const source = fileAt(join(root, 'app'))
    const database = await openDatabase(t, 'sqlite', { source, durability })
    const thing = { id: 'one', shelfName: null, quantity: 1 }
    await database.transaction((tx) => tx.insertInto('things').values(thing).execute(), origin)
    t.same(await database.ids(), ['one'])
    await database.close()
  })
}

t.test('disk: after a commit that did not reach it no other is said to have', async (t) => {
  const source = fileAt(folder(t))
  const database = await openDatabase(t, 'sqlite', { source, durability: 'full' })
  const put = (id: string) =>
    database.transaction(
      (tx) => tx.insertInto('things').values({ id, shelfName: null, quantity: 1 }).execute(),
      origin
    )
  await put('before')
  isFailing = true
  const lost = put('lost')
  lost.catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 20))
  const behind = put('behind')
  behind.catch(() => undefined)
  const unavailable = { code: 'DATABASE_UNAVAILABLE' }
  await t.rejects(lost, unavailable)
  await t.rejects(behind, unavailable, 'its sync went well, but it lies behind what is lost')
  await t.rejects(put('after'), unavailable)
  await t.rejects(database.backend.ping(), unavailable, 'the process says that it is not ready')
  await database.close()
})
