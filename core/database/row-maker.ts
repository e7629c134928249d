import { toCamel } from './names.ts'

/** Makes an object of one row's values. */
export type RowMaker = (tuple: readonly unknown[]) => Record<string, unknown>

/**
 * Writes the function that turns rows of a statement into objects, `order_id` into `orderId`. An object literal of known
 * names is made in one step: setting 20 properties one by one took as long as reading them from SQLite.
 */
export function rowMakerFor(columns: readonly string[]): RowMaker {
  const properties = columns.map((name, at) => `${JSON.stringify(toCamel(name))}: tuple[${at}]`)
  return new Function('tuple', `return { ${properties.join(', ')} }`) as RowMaker
}
