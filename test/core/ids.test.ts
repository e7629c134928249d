import t from 'tap'
import { newId } from '#core/ids'

t.test(
  'newId: a hundred thousand in a row are different and sort in the order they were made',
  async (t) => {
    const ids = Array.from({ length: 100_000 }, () => newId('ord'))
    t.equal(new Set(ids).size, ids.length)
    t.same([...ids].sort(), ids)
  }
)

t.test(
  'newId: prefix, underscore, 26 characters of base 32 that begin with the time',
  async (t) => {
    const before = Date.now()
    const id = newId('ord')
    t.match(id, /^ord_[0-9abcdefghjkmnpqrstvwxyz]{26}$/)
    const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
    const ms = [...id.slice(4, 14)].reduce((sum, letter) => sum * 32 + alphabet.indexOf(letter), 0)
    t.ok(ms >= before && ms <= Date.now() + 1, 'its first ten characters are milliseconds')
  }
)
