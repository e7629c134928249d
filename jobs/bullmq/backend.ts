import type { Settings } from '#core/config/schema'
import type { Health, JobHost } from '#core/jobs'
import type { JobBackend } from '../backend.ts'
import { queuesIn } from '../claims.ts'
import { Pulse } from '../pulse.ts'
import type { QueueBook } from '../queues.ts'
import type { Worker } from '../worker.ts'
import { Connections } from './connections.ts'
import { Drawer } from './drawer.ts'
import { handedMax, Relay } from './relay.ts'

/**
 * The backend for many processes. A relay hands due jobs to BullMQ as tickets; whoever draws a ticket claims as many rows
 * as it stands for. Rows that are taken or done are none too many: Redis may therefore lose everything at any time, and
 * the next repair hands it over again.
 */
export class BullmqBackend implements JobBackend {
  readonly name = 'bullmq'
  readonly #host: JobHost
  readonly #worker: Worker
  readonly #connections: Connections
  readonly #relay: Relay
  readonly #drawer: Drawer
  readonly #pulse: Pulse
  #claimed = 0

  constructor(
    host: JobHost,
    worker: Worker,
    book: QueueBook,
    { url, prefix }: NonNullable<Settings['redis']>
  ) {
    this.#host = host
    this.#worker = worker
    this.#connections = new Connections(url, host.log)
    this.#relay = new Relay(host, book, this.#connections, prefix)
    this.#drawer = new Drawer(host, worker, book, {
      connections: this.#connections,
      relay: this.#relay,
      prefix
    })
    this.#pulse = new Pulse(host, () => this.#work())
    this.#drawer.onClaimed = (jobs) => this.#followUp(jobs)
    this.#connections.producer.on('ready', () => {
      this.#relay.repairSoon()
      this.wake()
    })
  }

  async start(): Promise<void> {
    await this.#connections.open()
    if (this.#host.role !== 'api') {
      this.#worker.start({ onRoom: () => this.#drawer.onRoom(), onReleased: () => this.wake() })
    }
    this.#pulse.start()
  }

  wake(): void {
    this.#pulse.wake()
  }

  health(): Promise<Health> {
    return this.#connections.health()
  }

  async stop(): Promise<void> {
    await this.#drawer.stop()
    await this.#pulse.stop()
  }

  async close(): Promise<void> {
    this.#connections.close()
    await this.#drawer.close()
    await this.#relay.close()
  }

  async #work(): Promise<boolean> {
    if (!this.#connections.isReady) return false
    if (this.#host.role !== 'api') await this.#listenToAll()
    const isMore = await this.#relay.handOver()
    await this.#relay.repair()
    return isMore
  }

  async #listenToAll(): Promise<void> {
    const { reader } = this.#host.database
    const queues = [...(await queuesIn(reader, 'ready')), ...(await queuesIn(reader, 'handed'))]
    for (const { queue, name } of queues) this.#drawer.listen(queue, name)
  }

  /** Refills Redis before it runs dry, when more jobs wait in the table than it may hold. */
  #followUp(jobs: number): void {
    this.#claimed += jobs
    if (this.#claimed < handedMax / 4) return
    this.#claimed = 0
    this.wake()
  }
}
