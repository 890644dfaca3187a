// Drives a headless browser by W3C WebDriver. Each session has folders and processes of its own.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const MACHINE = { arm64: 'aarch64', x64: 'x86_64' }[process.arch]
const MINIBROWSER = `/usr/lib/${MACHINE}-linux-gnu/webkit2gtk-4.1/MiniBrowser`

/** How each engine's driver is started, and what it is asked for. Chromium runs as root here: no sandbox. */
const ENGINES = {
  chromium: {
    command: (port) => ['chromedriver', `--port=${port}`],
    capabilities: {
      browserName: 'chrome',
      'goog:chromeOptions': {
        args: [
          '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic',
          '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
        ],
      },
    },
  },
  firefox: {
    command: (port, otherPort) => ['geckodriver', '--port', port, '--websocket-port', otherPort],
    capabilities: {
      browserName: 'firefox',
      'moz:firefoxOptions': {
        binary: '/usr/bin/firefox-esr',
        args: ['-headless'],
        prefs: { 'app.update.enabled': false },
      },
    },
  },
  webkit: {
    command: (port) => ['WebKitWebDriver', `--port=${port}`],
    capabilities: { 'webkitgtk:browserOptions': { binary: MINIBROWSER, args: ['--automation'] } },
    display: true,
    environment: { GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' },
  },
}

export const engines = Object.keys(ENGINES)

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))

/** Opens a browser. `close` ends it, its driver, and its display. */
export async function open(engine) {
  const { command, capabilities, display, environment } = ENGINES[engine]
  const home = mkdtempSync(join(tmpdir(), `${engine}-`))
  const screen = display && (await startDisplay())
  const [port, otherPort] = [await freePort(), await freePort()].map(String)
  const [program, ...args] = command(port, otherPort)
  const driver = spawn(program, args, {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, ...homeOf(home), ...environment, ...(screen && { DISPLAY: screen.name }) },
  })
  const end = () => {
    process.off('exit', end)
    killGroup(driver)
    screen?.process.kill()
    rmSync(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
  // A run that is interrupted leaves no browser behind either.
  process.once('exit', end)

  try {
    const base = `http://127.0.0.1:${port}`
    await answering(`${base}/status`, driver)
    const wanted = { capabilities: { alwaysMatch: capabilities } }
    const { sessionId } = await send(base, 'POST', '/session', wanted)
    return session((...command) => send(`${base}/session/${sessionId}`, ...command), end)
  } catch (error) {
    end()
    throw error
  }
}

function session(call, end) {
  return {
    go: (url) => call('POST', '/url', { url }),
    /** Runs an async function in the page, with these arguments, and returns what it returns. */
    async exec(work, ...args) {
      await call('POST', '/timeouts', { script: 120_000 })
      const script = `const done = arguments[arguments.length - 1]
        ;(${work})(...Array.prototype.slice.call(arguments, 0, -1)).then(
          (value) => done({ value }), (error) => done({ error: String(error && error.stack || error) }))`
      const { value, error } = await call('POST', '/execute/async', { script, args })
      if (error !== undefined) throw new Error(`in the page: ${error}`)
      return value
    },
    /** A command of Chromium's own protocol, which the others do not know. */
    devtools: (cmd, params) => call('POST', '/goog/cdp/execute', { cmd, params }),
    async screenshot(file) {
      writeFileSync(file, Buffer.from(await call('GET', '/screenshot'), 'base64'))
    },
    async close() {
      await call('DELETE', '').catch(() => {})
      end()
    },
  }
}

async function send(base, method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(150_000),
  })
  const { value } = await response.json()
  if (!response.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`)
  return value
}

/** Waits until the driver answers: its own word that it is ready. */
async function answering(url, driver) {
  while (!(await fetch(url).then((response) => response.ok, () => false))) {
    if (driver.exitCode !== null) throw new Error(`The driver ended with ${driver.exitCode}.`)
    await sleep(50)
  }
}

/** A display that picks its own number. */
async function startDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] })
  const [number] = await once(server.stdio[3], 'data')
  return { name: `:${String(number).trim()}`, process: server }
}

function homeOf(home) {
  const runtime = join(home, 'runtime')
  mkdirSync(runtime, { mode: 0o700 })
  return {
    HOME: home,
    // A browser that is killed does not tidy up its temporary files.
    TMPDIR: home,
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_DATA_HOME: home,
    XDG_RUNTIME_DIR: runtime,
  }
}

function killGroup({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  return port
}
