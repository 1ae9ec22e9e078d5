/**
 * What is broken on purpose, such that a check must find it: `early`, a commit
 * is said to be done before it is; `unfenced`, a store that writes what a node
 * had when it stood still over what others have written since; `keyless`, what
 * was not answered is asked for again without a key; `carrier`, money is sent
 * by an actor that is not durable; `cached`, registers are read from what a
 * node remembers.
 */
export const TEETH = [
  "cached",
  "carrier",
  "early",
  "keyless",
  "unfenced",
] as const;

/** A broken variant. */
export type Tooth = typeof TEETH[number];
