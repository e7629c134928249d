import { PostgresQueryCompiler, SqliteQueryCompiler } from 'kysely'
import { toSnake } from './names.ts'

/*
 * TypeScript says `orderLines.channelId`, SQL says `order_lines.channel_id`. Translating while the query is
 * written costs nothing; a plugin that rewrites the whole query tree (Kysely's CamelCasePlugin) doubled the
 * time of a small query.
 */

export class SqliteCompiler extends SqliteQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return toSnake(super.sanitizeIdentifier(identifier))
  }
}

export class PostgresCompiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return toSnake(super.sanitizeIdentifier(identifier))
  }
}
