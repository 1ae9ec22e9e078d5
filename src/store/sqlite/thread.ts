import { Worker } from "node:worker_threads";
import type { SqliteSettings } from "./settings.ts";
import { THREAD_SOURCE } from "./thread_source.gen.ts";

/** The thread that has the file. */
export interface Thread {
  /** Gives it a batch of questions, whose buffer is its own then. */
  ask(questions: ArrayBuffer): void;
  /** Says whether the process lives on as long as the thread does. */
  hold(isHeld: boolean): void;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
}

/** What learns of a thread. */
export interface ThreadOwner {
  /** Takes answers to questions. */
  take(answers: ArrayBuffer): void;
  /** Learns that the thread has ended, and why if that is known. */
  end(error: unknown): void;
}

/** Starts a thread for a file. */
export type StartThread = (
  settings: SqliteSettings,
  owner: ThreadOwner,
) => Thread;

/**
 * Starts a real thread.
 *
 * Its module is within its address, so that no permission is needed to load it,
 * from wherever the library was: a file, a registry, one bundled program. It is
 * Node's kind of worker, which lets the process end and tells of its own end.
 * It has no environment: to copy one, Deno would ask for the permission.
 */
export const startThread: StartThread = (settings, owner) => {
  const address = `data:text/javascript,${encodeURIComponent(THREAD_SOURCE)}`;
  const worker = new Worker(new URL(address), {
    workerData: settings,
    env: {},
  });
  let reason: unknown;
  worker.on("message", (answers: ArrayBuffer) => owner.take(answers));
  worker.on("error", (error: unknown) => reason = error);
  worker.on("exit", () => owner.end(reason));
  return {
    ask: (questions) => worker.postMessage(questions, [questions]),
    hold: (isHeld) => isHeld ? worker.ref() : worker.unref(),
    end: async () => void await worker.terminate(),
  };
};
