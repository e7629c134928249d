import type { EngineConfig } from 'shopkeeper'
import { createEngine, definePlugin, type Plugin } from 'shopkeeper'
import type { Test } from 'tap'
import { buildTestEngine, type DatabaseKind, freshDatabase, onEachDatabase } from '../harness.ts'
import { notes } from './notes.ts'

const named = (name: string, more: Partial<Plugin> = {}): Plugin =>
  ({ ...definePlugin({ name, setup: () => ({ name }) }), ...more }) as Plugin

onEachDatabase(async (t, kind) => {
  const build = (test: Test, config: EngineConfig) =>
    buildTestEngine(test, kind, { adapters: [], ...config })

  /** Builds an engine that must not come to be; returns the error. */
  async function failing(
    test: Test,
    plugins: Plugin[],
    more: object = {},
    on: DatabaseKind = kind
  ) {
    const { url } = await freshDatabase(test, on)
    const config = {
      plugins,
      adapters: [],
      database: { url },
      log: { level: 'silent' as const },
      ...more
    }
    return createEngine(config, { file: 'shop.config.ts' }).then(
      async (engine) => {
        await engine.stop()
        throw new Error('the engine was built')
      },
      (error) => error
    )
  }

  t.test('order: each after what it needs and uses, otherwise as given', async (t) => {
    const plugins = [
      named('reports', { needs: ['sales'], uses: ['stock', 'nowhere'] }),
      named('sales', { needs: ['goods'] }),
      named('stock'),
      named('goods')
    ]
    const { engine } = await build(t, { plugins })
    const names = engine.report
      .map((booted) => booted.name)
      .filter((name) => plugins.some((p) => p.name === name))
    t.same(names, ['goods', 'sales', 'stock', 'reports'])
  })

  t.test('needs: one that is missing, or a circle, is told with the chain', async (t) => {
    const missing = await failing(t, [named('a', { needs: ['b'] }), named('b', { needs: ['c'] })])
    t.match(missing, { code: 'PLUGIN_NEED_MISSING', message: /a → b → c/ })
    const circle = [
      named('a', { needs: ['b'] }),
      named('b', { needs: ['c'] }),
      named('c', { needs: ['b'] })
    ]
    t.match(await failing(t, circle), { code: 'PLUGIN_NEEDS_CIRCULAR', message: 'b → c → b' })
    t.match(await failing(t, [named('a'), named('a')]), {
      code: 'PLUGIN_INVALID',
      message: /twice/
    })
  })

  t.test(
    'options: filled in, frozen and held to their schema; the error names file and key',
    async (t) => {
      let seen: unknown
      const plugin = definePlugin({
        name: 'tuned',
        options: notes.options!,
        setup(ctx) {
          seen = ctx.options
        }
      }) as Plugin
      await build(t, { plugins: [plugin] })
      t.same(seen, { greeting: 'hello', limits: { notesMax: 10 } })
      t.throws(() => Object.assign((seen as { limits: object }).limits, { notesMax: 1 }), TypeError)
      const cases: [object, RegExp][] = [
        [
          { limits: { notesMax: 1000 } },
          /^shop\.config\.ts: plugins\.tuned\.limits\.notesMax: must be <= 100/
        ],
        [
          { limits: { max: 1 } },
          /plugins\.tuned\.limits\.max: is not a setting here; known: notesMax/
        ],
        [
          { greting: 'hi' },
          /plugins\.tuned\.greting: is not a setting here; known: greeting, limits/
        ],
        [{ greeting: 7 }, /plugins\.tuned\.greeting: must be string/],
        [{ greeting: () => 'hi' }, /plugins\.tuned: must be plain values/]
      ]
      for (const [options, message] of cases) {
        const error = await failing(t, [{ use: plugin, options } as never])
        t.match(error, { code: 'CONFIG_INVALID', message })
      }
    }
  )

  t.test('settings: an unknown zone, currency or key is named', async (t) => {
    const cases: [object, RegExp][] = [
      [{ shop: { zone: 'Mars/Olympus' } }, /shop\.zone: must be an IANA time zone/],
      [{ shop: { currency: 'ZZZ' } }, /shop\.currency: must be an ISO 4217 code/],
      [{ shop: { nmae: 'x' } }, /shop\.nmae: is not a setting here; known: name, zone/],
      [{ http: { port: 99_999 } }, /http\.port: must be <= 65535/],
      [{ colour: 'red' }, /colour: is not a setting here/]
    ]
    for (const [settings, message] of cases) {
      t.match(await failing(t, [], settings), { code: 'CONFIG_INVALID', message })
    }
    t.match(await failing(t, [], { database: { url: 'mysql://x' } }), {
      code: 'DATABASE_URL_INVALID'
    })
    t.match(await failing(t, [], { database: { url: 'sqlite::memory:' } }), {
      code: 'DATABASE_URL_INVALID'
    })
  })

  t.test(
    'declarations: a name declared twice is refused, and so is a job without a handler',
    async (t) => {
      const again = named('other', { permissions: notes.permissions! })
      t.match(await failing(t, [notes as Plugin, again]), {
        code: 'PLUGIN_INVALID',
        message: /other: permission notes:read is declared twice/
      })
      const idle = named('idle', { jobs: notes.jobs! })
      t.match(await failing(t, [idle]), { message: /idle: job notes\.tidy has no handler/ })
      const stranger = definePlugin({
        name: 'stranger',
        setup: (ctx) => ctx.handle(notes.jobs![0] as never, async () => {})
      })
      t.match(await failing(t, [stranger as Plugin]), {
        message: /job notes\.tidy: add it to jobs/
      })
    }
  )

  t.test('services: only of plugins it has asked for', async (t) => {
    let counted: Promise<number> | undefined
    const asking = (needs: string[]) =>
      definePlugin({
        name: 'asking',
        needs,
        setup(ctx) {
          counted = ctx.use('notes').count()
        }
      }) as Plugin
    t.match(await failing(t, [notes as Plugin, asking([])]), {
      message: /uses notes: add it to needs/
    })
    await build(t, { plugins: [notes, asking(['notes'])] })
    t.equal(await counted, 0)
  })

  t.test(
    'routes: one without a permission, an operationId or with a name that is taken does not start',
    async (t) => {
      const routed = (config: object, schema: object) =>
        definePlugin({
          name: 'routed',
          setup: (ctx) =>
            ctx.routes(async (app) => {
              app.get('/x', { config, schema }, async () => ({}))
            })
        }) as Plugin
      const schema = { operationId: 'getX', summary: 'X' }
      t.match(await failing(t, [routed({}, schema)]), {
        message: /GET \/v1\/x: give it config\.permission/
      })
      t.match(await failing(t, [routed({ public: true }, {})]), {
        message: /needs an operationId and a summary/
      })
      const taken = routed({ public: true }, { ...schema, operationId: 'listNotes' })
      t.match(await failing(t, [notes as Plugin, taken]), {
        message: /operationId listNotes is taken/
      })
    }
  )

  t.test('boot report: what each plugin brought', async (t) => {
    const { engine } = await build(t, { plugins: [notes] })
    const booted = engine.report.find(({ name }) => name === 'notes')
    t.match(booted, { routes: 5, jobs: 1, migrations: ['0001-notes'], setupMs: Number })
  })

  t.test('two engines in one process do not know of each other', async (t) => {
    const [one, two] = [await build(t, { plugins: [notes] }), await build(t, { plugins: [notes] })]
    await one.call({ method: 'POST', url: '/v1/notes', body: { text: 'a' } })
    t.equal(await one.engine.use('notes').count(), 1)
    t.equal(await two.engine.use('notes').count(), 0)
    await one.engine.stop()
    t.equal((await two.call({ url: '/v1/notes' })).status, 200, 'the other goes on')
  })

  t.test(
    'a plugin enabled later migrates itself in; switched off it leaves its data',
    async (t) => {
      const database = await freshDatabase(t, kind)
      const open = (plugins: (typeof notes)[]) =>
        buildTestEngine(t, kind, { plugins, adapters: [] }, { database })
      const without = await open([])
      t.equal((await without.call({ url: '/v1/notes' })).status, 404)
      await without.engine.stop()
      const enabled = await open([notes])
      t.same(enabled.engine.report.find(({ name }) => name === 'notes')?.migrations, ['0001-notes'])
      await enabled.call({ method: 'POST', url: '/v1/notes', body: { text: 'kept' } })
      await enabled.engine.stop()
      await (await open([])).engine.stop()
      const again = await open([notes])
      t.equal(await again.engine.use('notes').count(), 1)
    }
  )

  t.test('a setup that throws leaves nothing open and says why', async (t) => {
    const broken = named('broken', {
      setup: () => {
        throw new Error('no licence')
      }
    })
    t.match(await failing(t, [broken]), { message: 'no licence' })
  })

  t.test('definePlugin: a name is kebab-case', async (t) => {
    t.throws(() => definePlugin({ name: 'My Plugin', setup() {} }), TypeError)
  })
})
