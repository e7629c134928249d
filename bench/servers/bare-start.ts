import Sqlite from 'better-sqlite3'
import Fastify from 'fastify'

/** The least that a start can be: Fastify, one route, a SQLite file that is open. */
const db = new Sqlite('bare.sqlite')
db.pragma('journal_mode = WAL')
db.prepare('select 1').get()
const app = Fastify()
app.get('/healthz', async () => ({ ok: true }))
app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })
process.on('SIGTERM', () => process.exit(0))
