import { parseArgs } from "@std/cli";
import { FAULT_NAMES, type FaultName } from "./fault/schedule.ts";
import { TEETH, type Tooth } from "./tooth.ts";

/** What a run is told. */
export interface RigOptions {
  /** The server's file. */
  readonly binary: string;
  readonly minutes: number;
  readonly seed: number;
  readonly nodes: number;
  /** The one fault that is done, again and again. */
  readonly only: FaultName | null;
  readonly tooth: Tooth | null;
  /** The mean time between two operations of a lane, in milliseconds. */
  readonly paceMs: number;
  /** How long nothing goes wrong between two faults. */
  readonly calmMs: number;
  /** Whether logs and histories are kept. */
  readonly keeps: boolean;
}

/** How long nothing goes wrong between two faults: shards go where they go. */
const CALM_MS = 8_000;

/** How a run is asked for. */
export const USAGE = "Usage: deno task chaos [--minutes 10] [--seed 1] " +
  `[--nodes 3] [--only ${FAULT_NAMES.join("|")}] ` +
  `[--tooth ${TEETH.join("|")}] [--pace 250] [--keep]`;

/** Reads the arguments of a run; `null` where they are none. */
export function readArgs(
  args: readonly string[],
): Omit<RigOptions, "binary"> | null {
  const given = parseArgs([...args], {
    string: ["minutes", "nodes", "only", "pace", "seed", "tooth"],
    boolean: ["keep"],
    default: { minutes: "10", nodes: "3", pace: "250", seed: "1" },
  });
  const only = FAULT_NAMES.find((name) => name === given.only) ?? null;
  const tooth = TEETH.find((name) => name === given.tooth) ?? null;
  const options = {
    minutes: Number(given.minutes),
    seed: Number(given.seed),
    nodes: Number(given.nodes),
    paceMs: Number(given.pace),
    calmMs: CALM_MS,
    keeps: given.keep,
    only,
    tooth,
  };
  const { minutes, nodes, paceMs, seed } = options;
  const isValid = minutes > 0 && Number.isSafeInteger(seed) &&
    Number.isInteger(nodes) && nodes > 0 && Number.isInteger(paceMs) &&
    paceMs > 0 && (given.only === undefined || only !== null) &&
    (given.tooth === undefined || tooth !== null);
  return isValid ? options : null;
}
