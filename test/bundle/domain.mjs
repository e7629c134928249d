// Stands for `async-hook-domain`, by which tap knows of an error that nobody has caught in which test it was thrown. That
// one has Node.js tell it of the end of each promise, which takes some four microseconds each. Here what runs carries its
// domain along.
import { AsyncLocalStorage } from 'node:async_hooks'

/** @type {AsyncLocalStorage<Domain>} */
const current = new AsyncLocalStorage()

/** All that is begun where one is made, and by it, is in it until it is destroyed; then it is in the one around it. */
export class Domain {
  /** @param {(error: unknown, event: 'uncaughtException' | 'unhandledRejection') => void} onerror */
  constructor(onerror) {
    this.onerror = onerror
    this.parent = current.getStore()
    this.isDestroyed = false
    current.enterWith(this)
  }

  destroy() {
    this.isDestroyed = true
  }
}

process.on('uncaughtExceptionMonitor', (error, origin) => {
  // Whoever else listens for them has the say.
  if (process.hasUncaughtExceptionCaptureCallback()) return
  if (process.listenerCount('uncaughtException') > 0) return
  let domain = current.getStore()
  while (domain?.isDestroyed) domain = domain.parent
  if (!domain) return
  domain.onerror(error, origin)
  // It has failed its test; the process goes on.
  process.setUncaughtExceptionCaptureCallback(() =>
    process.setUncaughtExceptionCaptureCallback(null)
  )
})
