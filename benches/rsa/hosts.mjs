// The engines that things are timed in.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { OTHER_NODES } from './paths.mjs'

/** The program of each host that is a Node; the others are browsers. */
export const NODES = { node: process.execPath, 'newest-node': newestNode() }

/** Each host's name, with its version where the host tells its own. */
export function hostNames(versions) {
  const node = (host) => `Node ${execFileSync(NODES[host], ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()}`
  return {
    'newest-node': node('newest-node'),
    node: node('node'),
    chromium: `Chromium ${versions.Chromium}`,
    firefox: `Firefox ${versions.Firefox}`,
    webkit: `WebKitGTK ${versions.WebKitGTK}`,
    wpe: `WPE WebKit ${versions['WPE WebKit']}`,
  }
}

function newestNode() {
  const installed = existsSync(OTHER_NODES) ? readdirSync(OTHER_NODES) : []
  const majors = installed.map((name) => Number(name.match(/^node-(\d+)$/)?.[1] ?? 0))
  const newest = Math.max(0, ...majors)
  return newest > 0 ? join(OTHER_NODES, `node-${newest}`, 'bin/node') : process.execPath
}
