import type { SafeEntry } from "../../cast/safe.ts";
import type { Planned } from "./plan.ts";

/** What a safe tells others. */
export interface News extends SafeEntry {
  readonly from: string;
}

/** What is known of a task's end. */
export interface Fate {
  /** Where its last entry is, by its answers. */
  position: number | null;
  /** When it was answered first, among all that happens. */
  answeredAt: number;
  /** Whether its caller was told that nothing of it is kept. */
  isRefused: boolean;
}

/** An entry that a safe has told of: it is there from then on. */
export interface Seen {
  readonly id: string;
  readonly position: number;
  readonly entry: SafeEntry;
}

/** What safes hold, by their ids. */
export type Logs = ReadonlyMap<string, readonly SafeEntry[]>;

/** What the model knows of a run. */
export class Facts {
  readonly planned: readonly Planned[];
  /** The tasks that are called under keys, and called again. */
  readonly keyed = new Set<number>();
  /** Those of streaming replies: each step is a turn. */
  readonly streamed = new Set<number>();
  readonly fates = new Map<number, Fate>();
  readonly seen: Seen[] = [];
  readonly heard: Readonly<Record<"tell" | "publish", News[]>> = {
    tell: [],
    publish: [],
  };
  /** When the last erasure that was answered had begun. */
  erasedAt = -1;
  readonly #problems = new Set<string>();

  constructor(planned: readonly Planned[]) {
    this.planned = planned;
  }

  /** What is wrong so far. */
  get problems(): readonly string[] {
    return [...this.#problems];
  }

  expect(isTrue: boolean, problem: string): void {
    if (!isTrue) this.#problems.add(problem);
  }

  /** Expects an entry to be where it was told to be. */
  expectAt(log: readonly SafeEntry[], { id, position, entry }: Seen): void {
    const found = log[position];
    const isThere = found?.key === entry.key && found.step === entry.step;
    this.expect(isThere, `${id} has lost what it told`);
  }
}
