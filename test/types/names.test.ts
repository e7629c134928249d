import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'

t.setTimeout(300_000)

const root = fileURLToPath(new URL('../..', import.meta.url))
const correct = readFileSync(new URL('./fixtures/correct.ts', import.meta.url), 'utf8')
const declared = readFileSync(new URL('./fixtures/declared.ts', import.meta.url), 'utf8')

/** One slip a third party makes in its plugin: what is written instead of what, and what the compiler says. */
interface Slip {
  name: string
  from: string
  to: string
  code: string
  says: RegExp
}

const slips: Slip[] = [
  {
    name: 'an event is misspelt where it is listened to',
    from: 'ctx.handle(expire',
    to: "ctx.on('loyalty.erned', async () => {})\n    ctx.handle(expire",
    code: 'TS2345',
    says: /"loyalty\.erned"/
  },
  {
    name: 'an event is misspelt where it is declared',
    from: "events: { 'loyalty.earned'",
    to: "events: { 'loyalty.erned'",
    code: 'TS2353',
    says: /'loyalty\.erned'/
  },
  {
    name: 'an event is emitted with a wrong payload',
    from: 'await insertAll(tx,',
    to: "await tx.emit('loyalty.earned', [{ customerId: 'c', points: 'ten' }])\n      await insertAll(tx,",
    code: 'TS2322',
    says: /'string' is not assignable to type 'number'/
  },
  {
    name: 'an event is emitted with a field too little',
    from: 'await insertAll(tx,',
    to: "await tx.emit('loyalty.earned', [{ customerId: 'c' }])\n      await insertAll(tx,",
    code: 'TS2741',
    says: /'points' is missing/
  },
  {
    name: 'a handler reads a field the event has not',
    from: '(batch[0]?.points ?? 0)',
    to: '(batch[0]?.pionts ?? 0)',
    code: 'TS2551',
    says: /Did you mean 'points'/
  },
  {
    name: 'a job is misspelt where it is put into the outbox',
    from: "tx.enqueue('loyalty.expire'",
    to: "tx.enqueue('loyalty.expires'",
    code: 'TS2345',
    says: /"loyalty\.expires"/
  },
  {
    name: 'a job is given a wrong payload',
    from: "[{ payload: { customerId: batch[0]?.customerId ?? '' } }]",
    to: '[{ payload: { customerId: 7 } }]',
    code: 'TS2322',
    says: /'number' is not assignable to type 'string'/
  },
  {
    name: 'a job is misspelt where it is defined',
    from: 'export const PointsShort',
    to: "defineJob({ name: 'loyalty.expires', title: '', payload: Type.Object({}) })\n\nexport const PointsShort",
    code: 'TS2820',
    says: /Did you mean '"loyalty\.expire"'/
  },
  {
    name: "a job's schema does not fit its declared payload",
    from: 'payload: Type.Object({ customerId: Type.String() })',
    to: 'payload: Type.Object({ customerId: Type.Integer() })',
    code: 'TS2322',
    says: /not assignable to type 'never'/
  },
  {
    name: "a job's handler reads a field its payload has not",
    from: 'job.payload.customerId',
    to: 'job.payload.customer',
    code: 'TS2551',
    says: /Did you mean 'customerId'/
  },
  {
    name: 'a service is misspelt where it is used',
    from: 'ctx.handle(expire',
    to: "ctx.use('loyalti')\n    ctx.handle(expire",
    code: 'TS2345',
    says: /"loyalti"/
  },
  {
    name: 'a service is asked for what it does not do',
    from: 'ctx.handle(expire',
    to: "ctx.use('loyalty').points('c')\n    ctx.handle(expire",
    code: 'TS2551',
    says: /Did you mean 'pointsOf'/
  },
  {
    name: 'a plugin returns another service than it declares',
    from: 'return row?.points ?? 0',
    to: 'return String(row?.points ?? 0)',
    code: 'TS2322',
    says: /'string' is not assignable to type 'number'/
  },
  {
    name: 'a permission is misspelt at a route',
    from: "config: { permission: 'loyalty:read' }",
    to: "config: { permission: 'loyalty:reed' }",
    code: 'TS2322',
    says: /permission: string/
  },
  {
    name: 'a permission is misspelt where it is declared',
    from: "permissions: { 'loyalty:read'",
    to: "permissions: { 'loyalty:reed'",
    code: 'TS2353',
    says: /'loyalty:reed'/
  },
  {
    name: 'a permission is given to a post that does not exist',
    from: "roles: ['manager']",
    to: "roles: ['manger']",
    code: 'TS2820',
    says: /Did you mean '"manager"'/
  },
  {
    name: 'a table is misspelt',
    from: 'ctx.handle(expire',
    to: "ctx.db.selectFrom('loyaltyPoint')\n    ctx.handle(expire",
    code: 'TS2345',
    says: /"loyaltyPoint"/
  },
  {
    name: 'a column is misspelt',
    from: "where('customerId', '=', customerId)",
    to: "where('custmerId', '=', customerId)",
    code: 'TS2345',
    says: /"custmerId"/
  },
  {
    name: 'a table is misspelt in a batch',
    from: "insertAll(tx, 'loyaltyPoints'",
    to: "insertAll(tx, 'loyaltyPoint'",
    code: 'TS2345',
    says: /"loyaltyPoint"/
  },
  {
    name: 'an alert carries a wrong field',
    from: 'fields: { points: 1 }',
    to: "fields: { points: 'one' }",
    code: 'TS2322',
    says: /'string' is not assignable to type 'number'/
  },
  {
    name: 'an alert kind is misspelt',
    from: "{ kind: 'loyalty.abused'",
    to: "{ kind: 'loyalty.abuse'",
    code: 'TS2820',
    says: /Did you mean '"loyalty\.abused"'/
  },
  {
    name: 'an option is read that the schema has not',
    from: 'ctx.options.pointsMax',
    to: 'ctx.options.pointMax',
    code: 'TS2551',
    says: /Did you mean 'pointsMax'/
  },
  {
    name: 'something is written through the reader',
    from: "ctx.db.selectFrom('loyaltyPoints').select('points')",
    to: "ctx.db.selectFrom('loyaltyPoints').select('points')\n        ctx.db.deleteFrom('loyaltyPoints')",
    code: 'TS2551',
    says: /'deleteFrom' does not exist on type 'Reader'/
  },
  {
    name: 'an error is thrown with a wrong field',
    from: 'return row?.points ?? 0',
    to: "if (!row) throw new PointsShort({ left: 'none' })\n        return row.points",
    code: 'TS2322',
    says: /'string' is not assignable to type 'number'/
  },
  {
    name: 'a route answers with what its schema has not',
    from: 'async (request) => ({ points: request.params.id.length })',
    to: "async () => ({ points: 'many' })",
    code: 'TS2322',
    says: /points: string/
  }
]

/**
 * Compiles plugins against the package's public types with the project's own compiler, all in one go; returns what it
 * says about each.
 */
async function compile(
  folder: string,
  plugins: ReadonlyMap<string, string>
): Promise<Map<string, string[]>> {
  for (const [name, text] of plugins) writeFileSync(join(folder, `${name}.ts`), text)
  writeFileSync(join(folder, 'declared.ts'), declared)
  const files = ['declared', ...plugins.keys()].map((name) => `${name}.ts`)
  const config = { extends: join(root, 'tsconfig.json'), include: [], exclude: [], files }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  // The test runner gives its children loaders, under which the compiler does not start.
  const plain = ['-u', 'NODE_OPTIONS', process.execPath]
  const args = [...plain, compiler, '-p', folder, '--pretty', 'false']
  const run = promisify(execFile)('env', args)
  const { stdout } = await run.catch((error: { stdout: string }) => error)
  const said = new Map<string, string[]>([...plugins.keys()].map((name) => [name, []]))
  let last: string[] = []
  for (const line of stdout.split('\n').filter(Boolean)) {
    const file = /([\w-]+)\.ts\(\d+,\d+\): error /.exec(line)?.[1]
    // Continuation lines are indented; one diagnostic begins at each other line.
    if (/^\s/.test(line)) last.push(`${last.pop()}\n${line}`)
    else last = said.get(file ?? '') ?? last
    if (!/^\s/.test(line)) last.push(line)
  }
  return said
}

// Inside of the repository, so that `shopkeeper` is found by its own name, as in a plugin that depends on it.
const folder = mkdtempSync(join(root, 'test/types/.compiled-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

t.test('a plugin that is right compiles without a word, and each slip is found', async (t) => {
  t.setTimeout(300_000)
  const texts = slips.map(({ from, to }, i) => [`slip-${i}`, correct.replace(from, to)] as const)
  const said = await compile(folder, new Map([['correct', correct], ...texts]))
  t.same(said.get('correct'), [], 'the plugin that is right')
  for (const [index, { name, from, code, says }] of slips.entries()) {
    t.test(`does not compile: ${name}`, async (t) => {
      t.equal(correct.split(from).length, 2, 'the slip is made in one place')
      const diagnostics = said.get(`slip-${index}`) as string[]
      t.equal(diagnostics.length, 1, diagnostics.join('\n') || 'it compiled')
      t.match(diagnostics[0], new RegExp(`error ${code}:`))
      t.match(diagnostics[0], says)
    })
  }
})
