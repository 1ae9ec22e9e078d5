import { arrivals } from "../arrivals.ts";
import { takeHeap } from "../heap.ts";
import type { Stage, StageOptions, Subject } from "../subject.ts";
import { time } from "../measure.ts";
import type { Sample, Workload } from "../workload.ts";

const TEXT = "hello";
const options: StageOptions = { isFlooded: false, isWired: false };

/** Makes actors on a stage of their own, and measures what they hold. */
async function gather(stage: Stage, operations: number): Promise<Sample> {
  const crowd = await stage.crowd!();
  const before = takeHeap();
  arrivals.reset();
  const ms = await time(async () => {
    for (let id = 0; id < operations; id++) crowd.greet(`guest ${id}`, TEXT);
    await arrivals.reached(operations);
  });
  arrivals.verify(operations, operations * TEXT.length);
  const bytes = (takeHeap() - before) / operations;
  return { operations, ms, bytes };
}

async function run(subject: Subject, operations: number): Promise<Sample> {
  const stage = await subject.open(options);
  try {
    return await gather(stage, operations);
  } finally {
    await stage.close();
  }
}

/** Actors that did not exist: W7. */
export const crowds: readonly Workload[] = [{
  id: "W7",
  title: "100,000 new actors with one message each",
  unit: "actor",
  operations: 100_000,
  step: 1,
  skill: "crowd",
  setUp: (subject) => ({
    run: (operations) => run(subject, operations),
    end() {},
  }),
}];
