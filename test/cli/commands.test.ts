import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openShell } from './command.ts'

const commands = [
  ...['init', 'start', 'migrate', 'doctor', 'key', 'channel', 'adapter', 'sandbox', 'import'],
  ...['export', 'job', 'alert', 'verify', 'report', 'openapi']
]

t.test('help: every command explains itself with examples', async (t) => {
  const { run } = openShell(t)
  const { out } = await run(['--help'])
  for (const command of commands) t.match(out, new RegExp(`^  ${command}\\b`, 'm'))
  t.match(out, /Exit codes:\n {2}0 .*\n {2}1 .*\n {2}2 .*\n {2}3 /)
  for (const command of ['adapter', 'import', 'job', 'sandbox']) {
    const help = await run([command, '--help'])
    t.equal(help.code, 0)
    t.match(help.out, /Examples:\n {2}shopkeeper /)
    t.match(help.out, /Global Options:\n.*--config/)
  }
})

t.test('init: writes a config and a key of its own, and never twice', async (t) => {
  const { folder, run } = openShell(t)
  t.equal((await run(['init', 'shop'])).code, 0)
  const key = readFileSync(join(folder, 'shop/.env.example'), 'utf8').match(/KEY=(\S{43}=)/)?.[1]
  t.ok(key)
  const again = await run(['init', 'shop'])
  t.match(again, { code: 2, err: /^FILE_EXISTS: / })
  const config = ['-c', 'shop/shopkeeper.config.ts']
  const env = { SHOPKEEPER_ENCRYPTION_KEY: key as string }
  const { out } = await run(['doctor', '--json', ...config], env)
  t.match(JSON.parse(out), { ok: true, findings: [{ check: 'node', status: 'ok' }] })
  const dry = await run(['migrate', '--dry-run', '--json', ...config], env)
  const applied = await run(['migrate', '--json', ...config], env)
  t.same(JSON.parse(applied.out).applied, JSON.parse(dry.out).pending)
  const twice = await run(['migrate', '--json', ...config], env)
  t.same(JSON.parse(twice.out), { applied: [] })
})

t.test('key: one that is made works until it is revoked, and is shown once', async (t) => {
  const { run } = openShell(t)
  await run(['migrate'])
  const made = JSON.parse(
    (await run(['key', 'create', '--role', 'clerk', '--name', 'Desk', '--json'])).out
  )
  t.match(made, { role: 'clerk', name: 'Desk', key: /^sk_/ })
  const list = await run(['key', 'list', '--json'])
  t.match(JSON.parse(list.out), { id: made.id, revokedAt: null })
  t.notMatch(list.out, made.key)
  t.equal((await run(['key', 'revoke', made.id])).code, 0)
  t.match(await run(['key', 'revoke', made.id]), { code: 1, err: /^NOT_FOUND: / })
})

t.test('openapi: is written without a database', async (t) => {
  const { folder, run } = openShell(t)
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' }
  t.equal((await run(['openapi', '--out', 'api.json'], env)).code, 0)
  const document = JSON.parse(readFileSync(join(folder, 'api.json'), 'utf8'))
  t.match(document, {
    openapi: '3.1.0',
    paths: { '/v1/orders': { get: { operationId: 'listOrders' } } }
  })
})
