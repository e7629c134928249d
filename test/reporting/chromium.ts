import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { inflateSync } from 'node:zlib'
import type { Test } from 'tap'

const run = promisify(execFile)
const names = ['chromium', 'chromium-browser', 'google-chrome']

const browser = names.find((name) => {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})

/** Why pages are not looked at; false: there is a browser, or there must be. */
export const missingBrowser =
  browser || process.env.CI === 'true' ? false : 'no Chromium on this machine'

export interface Shown {
  /** What the browser said that is an error of the page. */
  complaints: string[]
  screenshot: Screenshot
  /** Pages of it on A4. */
  pages: number
}

/** Shows a page in headless Chromium, without a network: its picture, how it prints, and what is wrong with it. */
export async function showInBrowser(test: Test, html: string): Promise<Shown> {
  const folder = temporary(test)
  const png = join(folder, 'page.png')
  const pdf = join(folder, 'page.pdf')
  const { stderr } = await open(folder, html, `--screenshot=${png}`, '--window-size=1120,1600')
  await open(folder, html, `--print-to-pdf=${pdf}`, '--no-pdf-header-footer')
  return {
    complaints: stderr.split('\n').filter((line) => line.includes(':CONSOLE')),
    screenshot: readPng(readFileSync(png)),
    pages: readFileSync(pdf, 'latin1').match(/\/Type\s*\/Page(?!s)/g)?.length ?? 0
  }
}

/** The document of a page as the browser has made it, its scripts run. */
export async function domInBrowser(test: Test, html: string): Promise<string> {
  return (await open(temporary(test), html, '--dump-dom', '--window-size=1120,1600')).stdout
}

function temporary(test: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'shopkeeper-page-'))
  test.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function open(folder: string, html: string, ...asked: string[]) {
  const page = join(folder, 'page.html')
  writeFileSync(page, html)
  return run(
    browser ?? names[0]!,
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
      ...['--hide-scrollbars', '--no-first-run', '--enable-logging=stderr', '--v=0'],
      ...['--host-resolver-rules=MAP * ~NOTFOUND', `--user-data-dir=${join(folder, 'profile')}`],
      ...asked,
      pathToFileURL(page).href
    ],
    { maxBuffer: 64 << 20, timeout: 120_000 }
  )
}

export interface Screenshot {
  width: number
  height: number
  /** The color at a place, `#rrggbb`. */
  at(x: number, y: number): string
}

/** Reads a PNG as Chromium writes it: eight bits a channel, not interlaced. */
function readPng(png: Buffer): Screenshot {
  const width = png.readUInt32BE(16)
  const height = png.readUInt32BE(20)
  const channels = png[25] === 6 ? 4 : 3
  const data: Buffer[] = []
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(png.subarray(at + 8, at + 8 + length))
    }
    at += length + 12
  }
  const pixels = unfilter(inflateSync(Buffer.concat(data)), width * channels, channels)
  return {
    ...{ width, height },
    at: (x, y) =>
      `#${pixels.toString('hex', (y * width + x) * channels, (y * width + x) * channels + 3)}`
  }
}

/** Undoes what each row was filtered by. Source: PNG specification, 9.2. */
function unfilter(raw: Buffer, stride: number, channels: number): Buffer {
  const rows = raw.length / (stride + 1)
  const pixels = Buffer.alloc(rows * stride)
  for (let row = 0; row < rows; row++) {
    const filter = raw[row * (stride + 1)]
    for (let i = 0; i < stride; i++) {
      const left = i < channels ? 0 : pixels[row * stride + i - channels]!
      const up = row === 0 ? 0 : pixels[(row - 1) * stride + i]!
      const corner = row === 0 || i < channels ? 0 : pixels[(row - 1) * stride + i - channels]!
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter!]!
      pixels[row * stride + i] = raw[row * (stride + 1) + 1 + i]! + guess
    }
  }
  return pixels
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
