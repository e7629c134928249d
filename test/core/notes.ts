import {
  defineError,
  defineJob,
  definePlugin,
  IdParams,
  InstantText,
  insertAll,
  NotFound,
  Nullable,
  newId,
  PageOf,
  PageQuery,
  pageOf,
  VersionOutdated
} from 'shopkeeper'
import { Type } from 'typebox'

/*
 * A plugin that exists for these tests: it keeps notes, and uses everything a plugin may.
 */

declare module 'shopkeeper' {
  interface Tables {
    notes: NoteRow
  }
  interface Events {
    'note.written': { id: string; text: string }
  }
  interface Jobs {
    'notes.tidy': Record<never, never>
  }
  interface Permissions {
    'notes:read': true
    'notes:write': true
  }
  interface AlertKinds {
    'note.rude': { word: string }
  }
  interface Services {
    notes: { count(): Promise<number> }
  }
}

export interface NoteRow {
  id: string
  text: string
  dueAt: string | null
  version: number
}

export const NoteRefused = defineError({
  code: 'NOTE_REFUSED',
  status: 409,
  title: 'Nobody wants this note',
  detail: (f: { text: string }) => `${f.text} is refused`
})

const tidy = defineJob({
  name: 'notes.tidy',
  title: 'Tidies up',
  payload: Type.Object({}),
  schedule: { cron: '0 3 * * *', payload: {} }
})

const NoteShape = Type.Object({
  id: Type.String(),
  text: Type.String(),
  dueAt: Nullable(InstantText),
  version: Type.Integer()
})

const NewNote = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 200 }), dueAt: Type.Optional(InstantText) },
  { additionalProperties: false }
)

const NotesOptions = Type.Object(
  {
    greeting: Type.String({ maxLength: 20, default: 'hello' }),
    limits: Type.Object(
      { notesMax: Type.Integer({ minimum: 1, maximum: 100, default: 10 }) },
      { additionalProperties: false, default: {} }
    )
  },
  { additionalProperties: false }
)

export const notes = definePlugin({
  name: 'notes',
  options: NotesOptions,
  migrations: [
    {
      id: '0001-notes',
      sql: 'create table notes (id text primary key, text text not null, due_at text, version integer not null);'
    }
  ],
  permissions: {
    'notes:read': { title: 'Read notes', roles: ['manager', 'analyst'] },
    'notes:write': { title: 'Write notes', roles: ['manager'] }
  },
  errors: [NoteRefused],
  events: { 'note.written': 'A note was written' },
  jobs: [tidy],
  alerts: { 'note.rude': { title: 'A rude note', severity: 'warning', ownerRole: 'manager' } },
  setup(ctx) {
    ctx.handle(tidy, (job) => job.complete((tx) => tx.deleteFrom('notes').execute()))
    ctx.proof({
      name: 'notes.have-text',
      title: 'Notes have a text',
      findings: async (db) => {
        const empty = await db.selectFrom('notes').select('id').where('text', '=', '').execute()
        return empty.map(({ id }) => `${id} has none`)
      }
    })
    ctx.routes(async (app) => {
      app.post(
        '/notes',
        {
          config: { permission: 'notes:write' },
          schema: {
            operationId: 'createNote',
            summary: 'Write a note',
            body: NewNote,
            response: { 201: NoteShape }
          }
        },
        (request, reply) =>
          reply.write(201, async (tx) => {
            const { text, dueAt = null } = request.body
            if (text === 'explode') throw new Error('secret detail of an explosion')
            if (text === 'refuse') throw new NoteRefused({ text })
            const note = { id: newId('not'), text, dueAt, version: 1 }
            await insertAll(tx, 'notes', [note])
            await tx.emit('note.written', [{ id: note.id, text }])
            tx.audit([
              { action: 'note.create', subjectType: 'note', subjectId: note.id, after: { text } }
            ])
            return note
          })
      )
      app.get(
        '/notes',
        {
          config: { permission: 'notes:read' },
          schema: {
            operationId: 'listNotes',
            summary: 'List notes',
            querystring: PageQuery,
            response: { 200: PageOf(NoteShape) }
          }
        },
        (request) =>
          pageOf(ctx.db.selectFrom('notes').selectAll(), {
            list: 'notes',
            sort: ['id'],
            ...request.query
          })
      )
      app.get(
        '/notes/:id',
        {
          config: { permission: 'notes:read' },
          schema: {
            operationId: 'getNote',
            summary: 'Read a note',
            params: IdParams,
            response: { 200: NoteShape }
          }
        },
        async (request, reply) => {
          const { id } = request.params
          const query = ctx.db.selectFrom('notes').selectAll().where('id', '=', id)
          const note = await query.executeTakeFirst()
          if (!note) throw new NotFound({ what: 'note', id })
          return reply.sendVersioned(note)
        }
      )
      app.put(
        '/notes/:id',
        {
          config: { permission: 'notes:write' },
          schema: {
            operationId: 'changeNote',
            summary: 'Change a note',
            params: IdParams,
            body: NewNote,
            response: { 200: NoteShape }
          }
        },
        (request, reply) =>
          reply.write(200, async (tx) => {
            const { id } = request.params
            const query = tx.selectFrom('notes').selectAll().where('id', '=', id)
            const note = await query.executeTakeFirst()
            if (!note) throw new NotFound({ what: 'note', id })
            const expected = request.ifMatch() ?? note.version
            if (expected !== note.version)
              throw new VersionOutdated({ expected, current: note.version })
            const changed = { ...note, ...request.body, version: note.version + 1 }
            await tx.updateTable('notes').set(changed).where('id', '=', id).execute()
            return changed
          })
      )
      app.delete(
        '/notes/:id',
        {
          config: { permission: 'notes:write', idempotency: 'required' },
          schema: {
            operationId: 'deleteNote',
            summary: 'Throw a note away',
            params: IdParams,
            response: { 204: Type.Null() }
          }
        },
        (request, reply) =>
          reply.write(204, async (tx) => {
            await tx.deleteFrom('notes').where('id', '=', request.params.id).execute()
          })
      )
    })
    return {
      count: async () => (await ctx.db.selectFrom('notes').select('id').execute()).length
    }
  }
})
