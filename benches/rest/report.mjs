// The section of docs/performance.md that is written by the run.
import { median } from '../rsa/statistics.mjs'

const [BEGIN, END] = ['<!-- benches/rest: begin -->', '<!-- benches/rest: end -->']

/** The page with the figures of this report. */
export function section(page, { date, machine, node, load, connections, seconds, warmUp, results, startMs }) {
  const rows = Object.entries(results).map(([name, { ours, plain }]) => {
    const [us, it] = [ours, plain].map((rounds) => median(rounds.map(({ perSecond }) => perSecond)))
    const [p99, its] = [ours, plain].map((rounds) => median(rounds.map(({ p99Ms }) => p99Ms)))
    return `| ${name} | ${us} | ${it} | ${(us / it).toFixed(2)} | ${p99} ms | ${its} ms |`
  })
  const text = `${BEGIN}
\`benches/rest/run.sh\`, ${date}, ${machine}, Node ${node.slice(1)}, load ${load.toFixed(1)} at the start; one run. The server
has one core, wrk the other: ${connections} connections, rounds of ${seconds} s after ${warmUp} s that are not counted, ${results[Object.keys(results)[0]].ours.length} of each in turn, medians. The plain server is
\`benches/rest/plain.mjs\`, which parses a body and answers JSON of the same length.

| operation | requests a second | plain node:http | ratio | p99 | plain p99 |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

From the start of \`pocket-kms serve\` to its first answer, a created key: ${median(startMs)} ms, at most ${Math.max(...startMs)} ms of ${startMs.length}.
${END}`
  const [before, rest] = page.split(BEGIN)
  return rest === undefined ? `${page.trimEnd()}\n\n## Over HTTP\n\n${text}\n` : `${before}${text}${rest.split(END)[1]}`
}
