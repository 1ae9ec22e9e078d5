/** Keeps the processor busy for some rounds. */
export function busyWait(rounds: number): number {
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    Math.random();
    done++;
  }
  return done;
}
