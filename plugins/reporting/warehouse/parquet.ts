import type { SchemaElement } from 'hyparquet'
import type { ViewRow } from './read-view.ts'
import type { ColumnKind, ViewColumn, WarehouseView } from './views.ts'

/** Rows of a group: readers skip groups, and a group is what is held in memory. */
const groupRows = 8000

/** How kinds are written: whole numbers with 64 bits, days and instants as such. */
const types: Readonly<Record<ColumnKind, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  whole: { type: 'INT64' },
  day: { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } },
  instant: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' }
  }
}

/** Writes pages of rows as one Parquet file, a row group at a time: memory stays at one group. */
export async function* writeParquet(
  { name, columns }: WarehouseView,
  pages: AsyncIterable<ViewRow[]>
): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaOf(name, columns),
    createdBy: 'shopkeeper'
  })
  const take = () => {
    const chunk = bytes.getBytes().slice()
    bytes.index = 0
    return chunk
  }
  let group: ViewRow[] = []
  const write = async () => {
    await writer.write({ columnData: columns.map((column) => cellsOf(column, group)) })
    group = []
    return take()
  }
  for await (const rows of pages) {
    group.push(...rows)
    if (group.length >= groupRows) yield await write()
  }
  if (group.length > 0) yield await write()
  await writer.finish()
  yield take()
}

function schemaOf(name: string, columns: readonly ViewColumn[]): SchemaElement[] {
  return [
    { name, num_children: columns.length },
    ...columns.map(
      (column): SchemaElement => ({
        name: column.name,
        repetition_type: column.isNullable ? 'OPTIONAL' : 'REQUIRED',
        ...types[column.kind]
      })
    )
  ]
}

function cellsOf({ name, kind }: ViewColumn, rows: readonly ViewRow[]) {
  return { name, data: rows.map((row) => cellOf(kind, row[name] ?? null)) }
}

function cellOf(kind: ColumnKind, value: string | number | null) {
  if (value === null || kind === 'text') return value
  return kind === 'whole' ? BigInt(value) : new Date(value)
}
