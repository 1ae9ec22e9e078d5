/** A container as it reads without the names of others. */
export interface Outline<Key> {
  readonly key: Key;
  /** All that tells it from others but which containers it refers to. */
  readonly text: string;
  /** The containers that it refers to, in the order of its text. */
  readonly parts: readonly Key[];
}

/** Containers that are alike as far as has been compared. */
type Alike<Key> = readonly Outline<Key>[];

/**
 * Numbers containers so that two have one number if they are alike: they and
 * all that they lead to differ nowhere, also where they lead to themselves.
 */
export function classify<Key>(
  outlines: readonly Outline<Key>[],
): ReadonlyMap<Key, number> {
  const numbers = new Map<Key, number>();
  let count = 0;
  const number = (alike: Alike<Key>): Alike<Key> => {
    for (const { key } of alike) numbers.set(key, count);
    count++;
    return alike;
  };
  const listParts = ({ parts }: Outline<Key>) =>
    parts.map((part) => numbers.get(part)).join();
  let groups = divide(outlines, ({ text }) => text).map(number);
  // One that is like no other cannot be divided any more.
  for (let before = 0; before < count;) {
    before = count;
    // All are compared before the first of them gets another number.
    const divided = groups.filter((alike) => alike.length > 1).map((alike) =>
      divide(alike, listParts)
    );
    groups = divided.flatMap(([first = [], ...others]) => [
      first,
      ...others.map(number),
    ]);
  }
  return numbers;
}

/** Divides containers by what is asked of each, in the order of their first. */
function divide<Key>(
  outlines: Alike<Key>,
  ask: (outline: Outline<Key>) => string,
): Alike<Key>[] {
  return [...Map.groupBy(outlines, ask).values()];
}
