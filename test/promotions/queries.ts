import type { CompiledQuery } from 'kysely'
import type { TestEngine } from '../harness.ts'

/** SQL that the engine reads with from here on, without that of authentication. */
export function queriesOf({ engine }: Pick<TestEngine, 'engine'>): string[] {
  const queries: string[] = []
  const executor = engine.db.getExecutor()
  const execute = executor.executeQuery.bind(executor)
  executor.executeQuery = (query: CompiledQuery, ...rest: never[]) => {
    if (!query.sql.includes('api_keys')) queries.push(query.sql)
    return (execute as (query: CompiledQuery, ...rest: never[]) => never)(query, ...rest)
  }
  return queries
}
