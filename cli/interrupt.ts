/** Aborts on Ctrl-C or SIGTERM, so that a long command ends after the page it is at. A second signal ends it at once. */
export function abortOnSignal(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController()
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal)
  return {
    signal: controller.signal,
    release: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal)
  }
}
