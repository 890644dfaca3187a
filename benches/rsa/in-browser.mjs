// Opens a page in a browser of its own and waits for what it has measured.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open } from '../../tests/browser/driver.mjs'
import { serve } from './server.mjs'

const MOST_MINUTES = 15

/** What page.js makes of the job, in a fresh browser. */
export async function inBrowser(host, job) {
  const { origin, result, close } = await serve(job)
  let browser, timer
  try {
    browser = host === 'wpe' ? openCog() : await open(host)
    const late = new Promise((_, reject) => {
      const error = new Error(`${host} has not answered in ${MOST_MINUTES} minutes.`)
      timer = setTimeout(reject, MOST_MINUTES * 60_000, error)
    })
    await browser.go(origin)
    const { value, error } = await Promise.race([result, late, browser.ended].filter(Boolean))
    if (error !== undefined) throw new Error(`in ${host}: ${error}`)
    return value
  } finally {
    clearTimeout(timer)
    await browser?.close()
    close()
  }
}

/** WPE's launcher needs no driver: it opens what it is told to. */
function openCog() {
  const home = mkdtempSync(join(tmpdir(), 'cog-'))
  let cog, failed
  const ended = new Promise((_, reject) => { failed = reject })
  // It ends when it is closed, too.
  ended.catch(() => {})
  return {
    ended,
    go: (url) => {
      cog = spawn('cog', ['--platform=headless', url], {
        detached: true,
        stdio: 'ignore',
        env: { ...process.env, HOME: home, TMPDIR: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home, XDG_RUNTIME_DIR: home, NO_AT_BRIDGE: '1' },
      })
      cog.on('error', failed)
      cog.on('exit', (code) => failed(new Error(`cog ended with ${code}.`)))
    },
    close: () => {
      try {
        process.kill(-cog.pid, 'SIGKILL')
      } catch {
        // It has ended already.
      }
      rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
    },
  }
}
