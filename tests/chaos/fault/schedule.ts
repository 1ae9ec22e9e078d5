import type { Chance } from "../../support/chance.ts";
import { AWAY, CUT, HOLE, ONE_WAY, RESET, SLOW } from "./link_faults.ts";
import { KILL, PAUSE, ROLL, STOP } from "./node_faults.ts";
import { LEADER, META, OUTAGE } from "./server_faults.ts";
import type { Fault } from "./stage.ts";

/** The faults, by the names that `--only` takes. */
export const FAULTS = {
  away: AWAY,
  cut: CUT,
  kill: KILL,
  leader: LEADER,
  meta: META,
  mute: HOLE,
  oneway: ONE_WAY,
  outage: OUTAGE,
  pause: PAUSE,
  reset: RESET,
  roll: ROLL,
  slow: SLOW,
  stop: STOP,
} as const satisfies Readonly<Record<string, Fault>>;

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** The names of all. */
export const FAULT_NAMES = Object.keys(FAULTS).sort() as FaultName[];

/** Those that the issue names come first, whatever the time is. */
const FIRST: readonly FaultName[] = [
  ...["kill", "stop", "cut", "leader", "meta", "roll"] as const,
];

/** Faults that may be under way together with another one: it is short. */
const SECOND: readonly FaultName[] = ["kill", "pause", "reset", "slow"];

/** Faults of all nodes, or all servers. */
const ALONE: readonly FaultName[] = ["away", "outage", "roll"];

/** One in so many is joined by another one, once each was alone. */
const JOINED = 4;

/**
 * Returns what goes wrong, step by step and without an end: all faults in
 * rounds, each round in another order; each step one, or two at once.
 */
export function* schedule(
  chance: Chance,
  only: FaultName | null,
): Generator<readonly FaultName[]> {
  if (only !== null) { for (;;) yield [only]; }
  yield* shuffle(chance, FIRST).map((name) => [name]);
  yield* shuffle(chance, FAULT_NAMES.filter((name) => !FIRST.includes(name)))
    .map((name) => [name]);
  for (;;) {
    for (const name of shuffle(chance, FAULT_NAMES)) {
      const second = chance.pick(SECOND);
      const isJoined = chance.below(JOINED) === 0 && !ALONE.includes(name) &&
        name !== second;
      yield isJoined ? [name, second] : [name];
    }
  }
}

function shuffle(chance: Chance, names: readonly FaultName[]): FaultName[] {
  const left = [...names];
  return names.map(() => left.splice(chance.below(left.length), 1)[0]!);
}
