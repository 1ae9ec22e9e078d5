import type { Part } from "../support/cast.ts";
import type { Stage } from "../support/stage.ts";

/** Returns a part that writes down its hooks and turns, and then plays. */
export function noting(trace: string[], part: Part = {}): Part {
  return {
    construct(ctx) {
      trace.push("construct");
      part.construct?.(ctx);
    },
    init(ctx) {
      trace.push("init");
      return part.init?.(ctx);
    },
    ask(ctx, input) {
      trace.push(`ask ${input}`);
      return part.ask === undefined ? input : part.ask(ctx, input);
    },
    tell(ctx, input) {
      trace.push(`tell ${input}`);
      return part.tell?.(ctx, input);
    },
    deinit(reason, ctx) {
      trace.push(`deinit ${reason}`);
      return part.deinit?.(reason, ctx);
    },
  };
}

/** Returns a part that answers each question as `answers` says. */
export function answering(answers: Record<string, () => unknown>): Part {
  return { ask: (_ctx, input) => answers[`${input}`]!() };
}

/** Resolves when so much of the stage's simulated time is over. */
export function lapse(stage: Stage, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stage.simulated!.setTimer(ms, resolve);
  return promise;
}

/** Returns the value that a promise is rejected with. */
export async function reasonOf(
  promise: PromiseLike<unknown>,
): Promise<unknown> {
  try {
    await promise;
  } catch (reason) {
    return reason;
  }
  throw new Error("The promise was resolved");
}
