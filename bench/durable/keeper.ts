/** How many actors have a state. */
export const ACTORS = 20_000;

/** How many bytes each state has. */
export const STATE_BYTES = 200;

/** One way to keep states on a disk. */
export interface Keeper extends AsyncDisposable {
  readonly name: string;
  /**
   * Commits so many batches of so many states each, of actors picked by chance,
   * one behind the other; returns the milliseconds that each took.
   */
  commit(size: number, batches: number): Promise<readonly number[]>;
}

/** Opens a keeper in an empty folder, with a state of each actor in it. */
export type OpenKeeper = (folder: string) => Promise<Keeper>;

/** Picks so many actors by chance, each once. */
export function pickActors(size: number): readonly number[] {
  const picked = new Set<number>();
  while (picked.size < size) picked.add(Math.floor(Math.random() * ACTORS));
  return Array.from(picked);
}
