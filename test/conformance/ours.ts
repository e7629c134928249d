import { type Subject, testAdapter } from 'shopkeeper/testing'
import t from 'tap'
import { asRunning } from '../bundle/part.ts'
import { ends, silent } from './ends.ts'

type Simulate<Settings> = (
  account: Settings,
  io: typeof silent & { clock: Parameters<Subject['simulate']>[0]['clock'] }
) => ReturnType<Subject['simulate']>

/** Drives one of our adapters on every end. `folder` is its folder, `adapters/<platform>`. */
export function driveAdapter<Settings extends object>(
  folder: string,
  subject: Pick<Subject, 'wrongSettings' | 'carrier'> & {
    adapter: unknown
    simulate: Simulate<Settings>
    settings?: Settings
  }
): Promise<void> {
  const { adapter, simulate, settings = {} as Settings, ...rest } = subject
  return testAdapter(
    t,
    {
      ...rest,
      module: asRunning(new URL(`../../adapters/${folder}/index.ts`, import.meta.url)),
      adapter: adapter as Subject['adapter'],
      simulate: ({ clock }) => simulate(settings, { ...silent, clock })
    },
    ends
  )
}
