import type { Workload } from "../workload.ts";
import { awaited } from "./calls.ts";
import { clocks } from "./clocks.ts";
import { crowds } from "./crowds.ts";
import { news } from "./news.ts";
import { oneWay } from "./one_way.ts";
import { rings } from "./rings.ts";

/** Every workload, by its number. */
export const workloads: readonly Workload[] = [
  ...oneWay,
  ...awaited,
  ...rings,
  ...news,
  ...crowds,
  ...clocks,
].sort((a, b) => numberOf(a) - numberOf(b));

function numberOf({ id }: Workload): number {
  return parseInt(id.slice(1));
}
