import type { Engine } from "@backstage/actors";
import {
  type Deed,
  type SafeEntry,
  safeProxyOf,
  type SafeTask,
} from "../cast/safe.ts";

/** What one step of a task is, where it is more than a deed. */
export interface Errand {
  readonly deed: Deed;
  readonly to?: string;
  readonly task?: SafeTask;
  readonly ms?: number;
}

/** Makes a task of a safe. */
export function makeTask(
  key: number,
  ...steps: readonly (Deed | Errand)[]
): SafeTask {
  return {
    key,
    from: "test",
    user: null,
    steps: steps.map((step) => {
      const errand = typeof step === "string" ? { deed: step } : step;
      return { to: "", task: null, ms: 0, ...errand };
    }),
  };
}

/** Returns a safe of an engine. */
export function safeOf(engine: Engine, id: string) {
  return engine.getActor(safeProxyOf(id), id);
}

/** Returns the keys of what a safe holds. */
export function keysOf(log: readonly SafeEntry[]): number[] {
  return log.map(({ key }) => key);
}
