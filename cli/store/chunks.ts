/** How many are asked for at once: a store answers each for itself. */
const CHUNK = 200;

/** Gathers what comes, so that a store is asked for many at once. */
export async function* inChunks<Item>(
  items: AsyncIterable<Item>,
): AsyncGenerator<readonly Item[], void> {
  let chunk: Item[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
