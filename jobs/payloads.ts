import { Ajv, type ValidateFunction } from 'ajv'
import type { RegisteredJob } from '#core/jobs'
import { JobPayloadInvalid } from './errors.ts'
import type { JobRow } from './tables.ts'

/** Reads payloads back from rows: brings those of older releases up to date and checks them. */
export class PayloadReader {
  // Schemas come from TypeBox: checking them against their own schema takes longer than compiling them.
  readonly #ajv = new Ajv({ strict: false, validateSchema: false })
  readonly #validators = new Map<string, ValidateFunction>()

  /** Errors: JOB_PAYLOAD_INVALID for one that this release cannot read. */
  read(row: JobRow, { definition }: RegisteredJob): unknown {
    const payload = this.#upToDate(row, definition)
    let validate = this.#validators.get(row.name)
    if (!validate) {
      validate = this.#ajv.compile(definition.payload)
      this.#validators.set(row.name, validate)
    }
    if (validate(payload)) return payload
    throw new JobPayloadInvalid({
      reason: this.#ajv.errorsText(validate.errors, { dataVar: 'payload' })
    })
  }

  #upToDate(row: JobRow, { version = 1, upcast }: RegisteredJob['definition']): unknown {
    const payload: unknown = JSON.parse(row.payload)
    if (row.payloadVersion === version) return payload
    if (!upcast || row.payloadVersion > version) {
      const reason = `written as version ${row.payloadVersion}, this release reads ${version}`
      throw new JobPayloadInvalid({ reason })
    }
    return upcast(payload, row.payloadVersion)
  }
}
