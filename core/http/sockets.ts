import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Connections on which no whole request has come: nobody waits for an answer on them, and Node's own close waits for them
 * for ever, since its time limits end with it.
 */
export class Sockets {
  readonly #server: Server
  readonly #silent = new Set<Socket>()

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket: Socket) => {
      this.#silent.add(socket)
      socket.once('close', () => this.#silent.delete(socket))
    })
    server.on('request', ({ socket }) => this.#silent.delete(socket))
  }

  /** Ends those on which nothing has been asked, now; and those that are still open after `withinMs`, whatever they are at. */
  end(withinMs: number): void {
    for (const socket of this.#silent) socket.destroy()
    const timer = setTimeout(() => this.#server.closeAllConnections(), withinMs)
    timer.unref()
    this.#server.once('close', () => clearTimeout(timer))
  }
}
