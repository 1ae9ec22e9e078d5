import type { Part } from "./cast.ts";
import type { Stage } from "./stage.ts";

/** Casts a producer that yields numbers, and returns what it did. */
export function castProducer(
  stage: Stage,
  id: string,
  body: (signal: AbortSignal, index: number) => unknown = () => {},
): string[] {
  const scenes: string[] = [];
  stage.cast(id, {
    async *stream(ctx) {
      const { signal } = ctx.turn;
      signal.addEventListener("abort", () => scenes.push("abort"));
      try {
        for (let index = 0; index < 100; index++) {
          await body(signal, index);
          yield index;
        }
        return "all";
      } finally {
        await null;
        scenes.push(`finally ${signal.aborted}`);
      }
    },
    ask: (_ctx, input) => input,
    deinit: (reason) => void scenes.push(`deinit ${reason}`),
  });
  return scenes;
}

/** Ends as a signal that heeds its abort does. */
export function cutOff(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

/** Returns a part that says when its streaming reply begins. */
export function beginsWith(scenes: string[]): Part {
  return {
    async *stream(): AsyncGenerator<unknown, unknown> {
      scenes.push("begin");
      yield 1;
      return null;
    },
  };
}
