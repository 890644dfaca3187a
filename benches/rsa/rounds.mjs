// Times several ways to a key in turn. For Node and for pages alike.

/**
 * Every subject, { name, keys, warmUp, make }, makes so many keys, after some that do not count:
 * engines compile what runs often a second time, better. They take turns key by key, so that whatever
 * else the machine does meets all of them; those with fewer keys are spread over the whole time.
 *
 * @param clock The readings of now, by name, in milliseconds.
 * @returns For each subject its times by the name of the reading.
 */
export async function inTurn(subjects, clock) {
  for (const { warmUp, make } of subjects) {
    for (let i = 0; i < warmUp; i++) await make()
  }
  const times = subjects.map(() => ({}))
  const rounds = Math.max(...subjects.map(({ keys }) => keys))
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < subjects.length; i++) {
      // Each follows each other: one may leave work behind for the next, garbage above all.
      const at = round % 2 ? subjects.length - 1 - i : i
      const { keys, make } = subjects[at]
      if (!isDue(keys, round, rounds)) continue
      const start = clock()
      await make()
      const end = clock()
      for (const name in end) (times[at][name] ??= []).push(end[name] - start[name])
    }
  }
  return times
}

function isDue(keys, round, rounds) {
  return Math.floor(((round + 1) * keys) / rounds) > Math.floor((round * keys) / rounds)
}
