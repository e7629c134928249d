import fc from 'fast-check'
import t from 'tap'
import { type SignMethod, signatureOf } from '../../../adapters/taobao/signature.ts'

/** The example of open.taobao.com document 101617. */
const example = {
  method: 'taobao.item.seller.get',
  app_key: '12345678',
  session: 'test',
  timestamp: '2016-01-01 12:00:00',
  format: 'json',
  v: '2.0',
  sign_method: 'md5',
  fields: 'num_iid,title,nick,price,num',
  num_iid: '11223344'
}

t.test('signature: the documented example, and the same with HMAC', async (t) => {
  t.equal(signatureOf(example, 'helloworld', 'md5'), '66987CB115214E59E6EC978214934FB8')
  const withHmac = { ...example, sign_method: 'hmac' }
  t.equal(signatureOf(withHmac, 'helloworld', 'hmac'), 'D56D7858309C31B6251083A874D48273')
})

t.test('signature: every parameter but sign changes it, whatever its order', async (t) => {
  const methods: SignMethod[] = ['md5', 'hmac', 'hmac-sha256']
  const params = fc.dictionary(fc.stringMatching(/^[a-z_]{1,12}$/), fc.string(), { minKeys: 1 })
  fc.assert(
    fc.property(params, fc.constantFrom(...methods), (sent, method) => {
      const sign = (changed: Record<string, string>) => signatureOf(changed, 'secret', method)
      const whole = sign(sent)
      const isSameReversed = sign(Object.fromEntries(Object.entries(sent).reverse())) === whole
      const isOther = Object.keys(sent)
        .filter((name) => name !== 'sign')
        .every((name) => {
          const { [name]: value, ...without } = sent
          return sign({ ...sent, [name]: `${value}x` }) !== whole && sign(without) !== whole
        })
      return isSameReversed && isOther && sign({ ...sent, sign: 'anything' }) === whole
    })
  )
  t.equal(signatureOf(example, 'helloworld', 'hmac-sha256').length, 64)
})
