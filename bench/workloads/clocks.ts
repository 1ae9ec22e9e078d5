import { cpuUsage } from "node:process";
import { arrivals } from "../arrivals.ts";
import type { Sample, Workload } from "../workload.ts";

const TIMERS = 10_000;
const EVERY_MS = 10;
const options = { isFlooded: false, isWired: false };

// A process that waits takes no processor: what counts is what firing takes.
async function watch(operations: number): Promise<Sample> {
  const before = cpuUsage();
  arrivals.reset();
  await arrivals.reached(operations);
  const { user, system } = cpuUsage(before);
  return { operations, ms: (user + system) / 1_000 };
}

/** Time that passes: W12. */
export const clocks: readonly Workload[] = [{
  id: "W12",
  title: "10,000 live recurring timers of 10 ms, processor time",
  unit: "firing",
  operations: 200_000,
  step: 1,
  skill: "timers",
  async setUp(subject) {
    const stage = await subject.open(options);
    await stage.timers!(TIMERS, EVERY_MS);
    return { run: watch, end: () => stage.close() };
  },
}];
