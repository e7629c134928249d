import { Agent, type Dispatcher } from 'undici'

type Headers = Record<string, string | string[] | undefined>

/** An answer on its way. */
export interface Answer {
  headers: Headers
  text: string
}

/** Connections whose answers arrive changed, as a cache or a gateway in between may change them. */
export function changedAnswers(change: (answer: Answer) => Answer): Dispatcher {
  return new Agent().compose(
    (dispatch) => (options, handler) => dispatch(options, new ChangingHandler(handler, change))
  )
}

class ChangingHandler implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler
  readonly #change: (answer: Answer) => Answer
  readonly #chunks: Buffer[] = []
  #head: [status: number, headers: Headers, message?: string] = [0, {}]

  constructor(handler: Dispatcher.DispatchHandler, change: (answer: Answer) => Answer) {
    this.#handler = handler
    this.#change = change
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#handler.onRequestStart?.(controller, context)
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    ...head: [status: number, headers: Headers, message?: string]
  ): void {
    this.#head = head
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: Headers): void {
    const [status, headers, message] = this.#head
    const answer = this.#change({ headers, text: Buffer.concat(this.#chunks).toString() })
    this.#handler.onResponseStart?.(controller, status, answer.headers, message)
    this.#handler.onResponseData?.(controller, Buffer.from(answer.text))
    this.#handler.onResponseEnd?.(controller, trailers)
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.#handler.onResponseError?.(controller, error)
  }
}
