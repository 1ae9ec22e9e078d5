import { arrivals } from "./arrivals.ts";
import { time } from "./measure.ts";
import type { Awaitable, Extra, Skill, Stage, Subject } from "./subject.ts";

/** One round of a workload. */
export interface Sample {
  readonly operations: number;
  readonly ms: number;
  /** The heap that each operation left in use, where that is asked. */
  readonly bytes?: number;
}

/** A workload that a subject is ready for. */
export interface Rounds {
  run(operations: number): Promise<Sample>;
  end(): Awaitable<void>;
}

/** Something to do, the same for every subject. */
export interface Workload {
  readonly id: string;
  readonly title: string;
  /** What one operation is. */
  readonly unit: string;
  /** How many operations a round has. */
  readonly operations: number;
  /** What a shorter round's operations must be a multiple of. */
  readonly step: number;
  readonly skill: Skill;
  readonly extra?: Extra;
  setUp(subject: Subject): Awaitable<Rounds>;
}

/** What the makers of workloads leave to `workload()`. */
export interface WorkloadPlan extends Omit<Workload, "setUp"> {
  /** Whether an inbox must hold all of a round's messages. */
  readonly isFlooded?: boolean;
  /** Makes what a round does with a stage; only the round is timed. */
  prepare(stage: Stage): Awaitable<(operations: number) => Promise<void>>;
}

/** Makes a workload whose rounds are all on one stage. */
export function workload(plan: WorkloadPlan): Workload {
  const { isFlooded = false, extra } = plan;
  const options = { isFlooded, isWired: extra === "wire" };
  const setUp = async (subject: Subject) => {
    const stage = await subject.open(options);
    const round = await plan.prepare(stage);
    const run = async (operations: number) => {
      arrivals.reset();
      return { operations, ms: await time(() => round(operations)) };
    };
    return { run, end: () => stage.close() };
  };
  return { ...plan, setUp };
}

/** Returns why a subject cannot do a workload, if it cannot. */
export function findObstacle(
  subject: Subject,
  { skill, extra }: Workload,
): string | undefined {
  const { cannot } = subject;
  return cannot[skill] ?? (extra === undefined ? undefined : cannot[extra]);
}
