import { formatNumber } from "../table.ts";
import type { Bed } from "./bed.ts";
import type { Figure } from "./figure.ts";

const MEGABYTE = 1_048_576;
const LANES = 512;

/** What a node has in memory. */
interface Memory {
  readonly heapUsed: number;
  readonly rss: number;
  readonly actors: number;
}

function measure(bed: Bed): Promise<Memory[]> {
  return Promise.all(bed.hosts.map((host) => host.ask<Memory>("measure")));
}

/** Measures a crowd of actors over all nodes, each called once. */
export async function measureCrowd(
  bed: Bed,
  count: number,
): Promise<Figure[]> {
  const before = await measure(bed);
  const woken = await bed.caller.ask<{ ms: number; failed: number }>("wake", {
    count,
    lanes: LANES,
  });
  const after = await measure(bed);
  const bytes = after.map(({ actors, heapUsed }, at) =>
    (heapUsed - before[at]!.heapUsed) / (actors - before[at]!.actors)
  );
  const list = (pick: (memory: Memory) => number) =>
    after.map((memory) => formatNumber(pick(memory))).join(", ");
  return [{
    name: `${count.toLocaleString("en")} actors over ${bed.hosts.length} ` +
      `nodes, each called once, ${LANES} at once`,
    figure: `${formatNumber(woken.ms / 1_000)} s, ${woken.failed} failed, ` +
      `${formatNumber(count / woken.ms * 1_000)} a second; ` +
      `actors a node ${list(({ actors }) => actors)}`,
    goal: "all answer",
  }, {
    name: "memory a node",
    figure: `MiB of heap ${list(({ heapUsed }) => heapUsed / MEGABYTE)}, ` +
      `of the process ${list(({ rss }) => rss / MEGABYTE)}; ` +
      `bytes of heap an actor ${bytes.map(formatNumber).join(", ")}`,
    goal: "told",
  }];
}
