import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { CustomerErased, CustomerMerged } from '../errors.ts'
import type { CustomerRow } from '../tables.ts'
import { lockCustomers } from './repository/customers.ts'

/**
 * Loads a customer to change it. Errors: NOT_FOUND; CUSTOMER_MERGED says where it went; CUSTOMER_ERASED; VERSION_OUTDATED
 * when a version is asked for and it is another.
 */
export async function loadLiving(tx: Tx, id: string, version?: number): Promise<CustomerRow> {
  const [row] = await lockCustomers(tx, [id])
  return assertLiving(row, id, version)
}

/** Refuses a customer that cannot be changed; see `loadLiving`. */
export function assertLiving(
  row: CustomerRow | undefined,
  id: string,
  version?: number
): CustomerRow {
  if (!row) throw new NotFound({ what: 'customer', id })
  if (row.state === 'erased') throw new CustomerErased({ customerId: id })
  if (row.state === 'merged') {
    throw new CustomerMerged({ customerId: id, livingId: row.livingId })
  }
  if (version !== undefined && version !== row.version) {
    throw new VersionOutdated({ expected: version, current: row.version })
  }
  return row
}
