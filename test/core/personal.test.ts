import t from 'tap'
import { BlindIndex } from '#core/personal/blind-index'
import { normalizeEmail, normalizePhone } from '#core/personal/contact'
import { contactKeys } from '#core/personal/contact-keys'

const index = new BlindIndex(Buffer.alloc(32, 1))

t.test('contacts: an address is one however it is written; what is masked is none', async (t) => {
  t.equal(normalizeEmail(' Ann.Example@EXAMPLE.com '), 'ann.example@example.com')
  t.equal(normalizeEmail('e\u0301a@example.com'), '\u00e9a@example.com', 'composed')
  for (const text of ['', 'ann', 'ann@home', '***', 'a***@example.com', 'a b@example.com']) {
    t.equal(normalizeEmail(text), null, text)
  }
})

t.test('contacts: a number is E.164; without its country it is none', async (t) => {
  const same = ['+86 138 0013 8000', '138-0013-8000', '13800138000', '+8613800138000']
  for (const text of same) t.equal(await normalizePhone(text, 'CN'), '+8613800138000', text)
  t.equal(await normalizePhone('+8613800138000'), '+8613800138000')
  t.equal(await normalizePhone('13800138000'), null)
  t.equal(await normalizePhone('13800138000', 'nowhere'), null)
  t.equal(await normalizePhone('030 901820', 'de'), '+4930901820')
  for (const text of ['', '***', '138****8000', '12', 'call me', '+86 138 0013 8000 or 139']) {
    t.equal(await normalizePhone(text, 'CN'), null, text)
  }
})

t.test('keys: one for each contact that can be read, and nothing is read off them', async (t) => {
  const one = await contactKeys(index, { email: 'A@b.co', phone: '13800138000', country: 'CN' })
  const other = await contactKeys(index, { email: 'a@B.CO ', phone: '+8613800138000' })
  t.same(one, other)
  t.same(
    one.map(({ kind }) => kind),
    ['email', 'phone']
  )
  t.same(await contactKeys(index, { email: '***', phone: '***' }), [])
  for (const { blindIndex, normalized } of one) {
    t.match(blindIndex, /^[\w-]{43}$/)
    t.notOk(blindIndex.includes(normalized))
  }
})

t.test('blind index: another key or another kind finds nothing', async (t) => {
  t.equal(index.of('email', 'a'), new BlindIndex(Buffer.alloc(32, 1)).of('email', 'a'))
  t.not(index.of('email', 'a'), index.of('phone', 'a'))
  t.not(index.of('email', 'a'), new BlindIndex(Buffer.alloc(32, 2)).of('email', 'a'))
})
