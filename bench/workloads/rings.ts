import { arrivals } from "../arrivals.ts";
import type { Ring } from "../subject.ts";
import { type Workload, workload } from "../workload.ts";

const MEMBERS = 1_000;

async function goRound(ring: Ring, hops: number): Promise<void> {
  ring.start(hops);
  await arrivals.reached(1);
  arrivals.verify(1, 0);
}

const hops = {
  unit: "hop",
  operations: 1_000_000,
  step: 1,
  skill: "ring",
} as const;

/** One message at a time, from actor to actor: W5 and W8. */
export const rings: readonly Workload[] = [
  workload({
    ...hops,
    id: "W5",
    title: "ping-pong of two actors",
    async prepare(stage) {
      const ring = await stage.ring!(2);
      return (operations) => goRound(ring, operations);
    },
  }),
  workload({
    ...hops,
    id: "W8",
    title: "ring of 1,000 actors",
    async prepare(stage) {
      const ring = await stage.ring!(MEMBERS);
      return (operations) => goRound(ring, operations);
    },
  }),
];
