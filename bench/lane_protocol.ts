import type { Promises } from "./subject.ts";
import type { Sample } from "./workload.ts";

/** What each line of ours starts with: subjects print lines of their own. */
export const MARK = "@bench ";

/** One round to run. */
export interface Request {
  readonly workload: string;
  readonly operations: number;
}

/** What a lane's process says once it has its subject. */
export interface Welcome {
  readonly promises: Promises;
  /** Which workloads the subject cannot do, and why. */
  readonly obstacles: Readonly<Record<string, string>>;
}

/** What a round came to. */
export type Answer = { readonly sample: Sample } | { readonly error: string };
