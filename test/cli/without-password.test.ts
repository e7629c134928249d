import t from 'tap'
import { withoutPassword } from '../../cli/start/boot-report.ts'

t.test('addresses: are shown without their passwords, however these are given', async (t) => {
  const shown: Record<string, string> = {
    'sqlite:data/shop.sqlite': 'sqlite:data/shop.sqlite',
    'postgres://shop@db/shop': 'postgres://shop@db/shop',
    'postgres://shop:secret@db/shop': 'postgres://shop:…@db/shop',
    'postgres://db/shop?user=shop&password=secret': 'postgres://db/shop?user=shop&password=…',
    'redis://:secret@cache:6379': 'redis://:…@cache:6379',
    'redis://:se/cr@et@cache:6379': 'redis://…@cache:6379'
  }
  for (const [given, wanted] of Object.entries(shown)) t.equal(withoutPassword(given), wanted)
})
