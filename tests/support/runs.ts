/**
 * Adds a whole number to a set of them, which is kept as runs: the first and
 * the last number of each, ascending. Returns whether it was new.
 */
export function addToRuns(runs: number[], number: number): boolean {
  let at = 0;
  while (at < runs.length && runs[at + 1]! < number - 1) at += 2;
  const first = runs[at];
  const last = runs[at + 1];
  if (first === undefined || last === undefined || number < first - 1) {
    runs.splice(at, 0, number, number);
    return true;
  }
  if (number >= first && number <= last) return false;
  if (number === first - 1) {
    runs[at] = number;
    return true;
  }
  // It follows the run, and may close the gap to the next one.
  if (runs[at + 2] === number + 1) runs.splice(at + 1, 2);
  else runs[at + 1] = number;
  return true;
}

/** Whether a number is in a set that is kept as runs. */
export function isInRuns(runs: readonly number[], number: number): boolean {
  for (let at = 0; at < runs.length; at += 2) {
    if (number >= runs[at]! && number <= runs[at + 1]!) return true;
  }
  return false;
}

/** Lists the numbers of a set that is kept as runs. */
export function* listRuns(runs: readonly number[]): Generator<number> {
  for (let at = 0; at < runs.length; at += 2) {
    for (let number = runs[at]!; number <= runs[at + 1]!; number++) {
      yield number;
    }
  }
}
