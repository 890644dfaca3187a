// Work on many items, two at a time.

/** The results of `work(item, index)`, in the order of the items. */
export async function inLanes(items, work) {
  const results = []
  const queue = items.entries()
  const lane = async () => {
    for (const [index, item] of queue) results[index] = await work(item, index)
  }
  await Promise.all([lane(), lane()])
  return results
}
