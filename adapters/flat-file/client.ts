import type { Classification } from '#core/channel/classify'
import type { ChannelClient, Source, SourcePage } from '#core/channel/client'
import type { AdapterIo } from '#core/channel/io'
import type { ItemOutcome, ShipmentWrite, StockWrite } from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'
import { FileChanged, isRefusal, reasonOf } from './errors.ts'
import { Folder, type FoundFile } from './folder.ts'
import type { FlatFileAccount } from './options.ts'
import { writeShipments } from './out/shipment-files.ts'
import { StockFile } from './out/stock-file.ts'
import { FileReader } from './reading/file-reader.ts'
import type { PageSize } from './reading/pages.ts'

/** A folder as a channel: files with orders in it, stock and shipments out of it. */
export class FlatFileClient implements ChannelClient {
  readonly orders: Pick<Required<ChannelClient['orders']>, 'listSources' | 'readSource'>
  readonly #account: FlatFileAccount
  readonly #io: Pick<AdapterIo, 'clock'>
  readonly #folder: Folder
  readonly #stock: StockFile | null
  readonly #pageSize: PageSize | undefined
  /** The file that is being read, open at its next page. */
  #reader: FileReader | null = null

  constructor(account: FlatFileAccount, io: Pick<AdapterIo, 'clock'>, pageSize?: PageSize) {
    this.#account = account
    this.#io = io
    this.#folder = new Folder(account, io.clock)
    this.#stock = account.outFolder === undefined ? null : new StockFile(account.outFolder)
    this.#pageSize = pageSize
    this.orders = {
      listSources: () => this.#listSources(),
      readSource: (source, position) => this.#readSource(source, position)
    }
  }

  async writeStock(items: readonly StockWrite[]): Promise<ItemOutcome[]> {
    return this.#stock === null ? unwritten(items) : this.#stock.write(items, this.#io.clock.now())
  }

  async readStock(externalListingIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return this.#stock === null ? new Map() : this.#stock.read(externalListingIds)
  }

  async confirmShipments(
    shipments: readonly ShipmentWrite[],
    idempotencyKey: string
  ): Promise<ItemOutcome[]> {
    const { outFolder } = this.#account
    if (outFolder === undefined) return unwritten(shipments)
    return writeShipments(outFolder, shipments, idempotencyKey)
  }

  /**
   * Folders come and go with networks and people: all but the broken settings themselves is worth
   * another try.
   */
  classify(error: unknown): Classification {
    if (error instanceof ShopkeeperError) return { action: 'retry', reason: reasonOf(error) }
    const { code, message } = error as NodeJS.ErrnoException
    if (typeof code === 'string') return { action: 'retry', reason: message }
    return { action: 'fatal', reason: String(message) }
  }

  async #listSources(): Promise<Source[]> {
    const files = await this.#folder.list()
    return files.map(({ id, name, sizeBytes }) => ({ id, name, sizeBytes }))
  }

  async #readSource(source: Source, position: string | null): Promise<SourcePage> {
    const file = this.#folder.find(source.id)
    if (file === undefined) throw new FileChanged({ name: source.name })
    try {
      if (file.refusal !== null) throw file.refusal
      return await (await this.#readerAt(file, position)).next()
    } catch (error) {
      if (isRefusal(error)) return refused(file, error)
      throw error
    }
  }

  /** The open reader when it stands there already, else a new one. */
  async #readerAt(file: FoundFile, position: string | null): Promise<FileReader> {
    const open = this.#reader
    if (open?.file.id === file.id && open.position === position) return open
    this.#reader = null
    await open?.close()
    const pageSize = this.#pageSize
    this.#reader = await FileReader.open(this.#account, file, { position, pageSize })
    return this.#reader
  }
}

/**
 * A file that cannot be taken is reported as a whole and done with: a better one has another
 * content.
 */
function refused({ name }: FoundFile, error: ShopkeeperError): SourcePage {
  const line = typeof error.fields.line === 'number' ? error.fields.line : null
  const rejected = [{ source: name, line, column: null, reason: reasonOf(error) }]
  return { documents: [], rejected, rows: 0, position: null }
}

function unwritten(items: readonly unknown[]): ItemOutcome[] {
  const reason = 'the account has no outFolder'
  return items.map(() => ({ status: 'rejected', code: 'OUT_FOLDER_MISSING', reason }))
}
