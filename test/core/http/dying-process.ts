import { createEngine } from 'shopkeeper'
import { createKey } from '#core/access/keys'
import { notes } from '../notes.ts'

/*
 * Run by the idempotency tests: writes a note over HTTP and dies between the commit and the answer. Prints its API key.
 */
const engine = await createEngine({
  plugins: [notes],
  adapters: [],
  database: { url: process.argv[2] as string },
  log: { level: 'silent' }
})
const { key } = await engine.transaction((tx) => createKey(tx, { name: 'dying', role: 'owner' }))
process.stdout.write(key, () => {
  // The row is committed before its writer hears of it; here nobody ever does.
  const poll = async () => {
    if ((await engine.use('notes').count()) === 1) process.kill(process.pid, 'SIGKILL')
    setImmediate(poll)
  }
  void poll()
  void engine.app.inject({
    method: 'POST',
    url: '/v1/notes',
    headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'k-crash' },
    payload: { text: 'a' }
  })
})
