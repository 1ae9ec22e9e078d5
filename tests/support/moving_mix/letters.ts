import type { Chance } from "../chance.ts";

/** Who may be sent to: one of each kind of reentrancy, and a brittle one. */
export const ACTORS = ["plain", "chain", "full", "brittle"] as const;

/** One of those that may be sent to. */
export type ActorName = typeof ACTORS[number];

/** What becomes of an envelope, as it is seen. */
export type Fate = "begun" | "rerouted";

/** An envelope, and what its turn does. */
export interface Letter {
  readonly from: ActorName | "outside";
  readonly to: ActorName;
  /** Its place among those from one sender to one actor. */
  readonly number: number;
  readonly key: string;
  readonly isAsk: boolean;
  /** Whether its sender waits for it. */
  readonly isAwaited: boolean;
  /** How long its turn takes; `Infinity` is until it is cut. */
  readonly ms: number;
  readonly fails: boolean;
  /** What its turn sends, by whom it sends to, before its time is over. */
  readonly sends: readonly ActorName[];
  readonly seed: number;
}

/** Makes letters, each with its number. */
export class Post {
  readonly all = new Map<string, Letter>();
  readonly #chance: Chance;
  readonly #numbers = new Map<string, number>();

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  /** Writes one; the deeper a turn is that sends it, the less it sends. */
  write(from: Letter["from"], to: ActorName, depth: number): Letter {
    const chance = this.#chance;
    const pair = `${from}>${to}`;
    const number = this.#numbers.get(pair) ?? 0;
    this.#numbers.set(pair, number + 1);
    const isAsk = chance.below(2) === 0;
    const most = [3, 2, 0][Math.min(depth, 2)]!;
    const letter: Letter = {
      from,
      to,
      number,
      key: `${pair}#${number}`,
      isAsk,
      isAwaited: isAsk || from === "outside" && chance.below(3) === 0,
      ms: this.#pickTime(),
      fails: chance.below(8) === 0,
      sends: Array.from(
        { length: chance.below(most + 1) },
        () => chance.pick(ACTORS),
      ),
      seed: depth + 1,
    };
    this.all.set(letter.key, letter);
    return letter;
  }

  #pickTime(): number {
    const chance = this.#chance;
    const kind = chance.below(16);
    if (kind === 0) return Infinity;
    return kind < 9 ? 0 : 1 + chance.below(20);
  }
}
