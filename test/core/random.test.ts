import { test } from 'tap'
import { pooledRandom } from '#core/random'

test('pooled random bytes: as many as asked for, and none handed out twice', async (t) => {
  const seen = new Set<string>()
  const taken = 20_000
  for (let nth = 0; nth < taken; nth++) {
    const bytes = pooledRandom(nth % 2 === 0 ? 12 : 13)
    seen.add(`${bytes.length} ${bytes.toString('hex')}`)
  }
  t.equal(seen.size, taken)
  t.same([...new Set([...seen].map((text) => text.split(' ')[0]))], ['12', '13'])
})
