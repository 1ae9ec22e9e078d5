import type { Logger } from "@backstage/actors";
import { testEngine, type TestEngineOptions } from "@backstage/actors/testing";
import { cast, type Part } from "./cast.ts";

/** What a test of puppets is given. */
export interface Play {
  /** Creates an engine whose lines are kept. */
  open(options?: TestEngineOptions): ReturnType<typeof testEngine>;
  /** The lines that were logged so far. */
  readonly lines: readonly string[];
}

/**
 * Registers a test of puppets that have these parts, with payloads copied and
 * with payloads as bytes. The sanitizers see that nothing leaks.
 */
export function testPlay(
  title: string,
  parts: Readonly<Record<string, Part>>,
  body: (play: Play) => Promise<void>,
): void {
  for (const wire of ["auto", "always"] as const) {
    Deno.test({
      name: `${title} (wire ${wire})`,
      sanitizeOps: true,
      sanitizeResources: true,
      sanitizeExit: true,
      fn: async () => {
        const lines: string[] = [];
        const note = (...data: unknown[]) => void lines.push(data.join(" "));
        const logger: Logger = {
          debug: note,
          info: note,
          warn: note,
          error: note,
        };
        for (const [id, part] of Object.entries(parts)) cast.set(id, part);
        try {
          await body({
            lines,
            open: (options) => testEngine({ wire, logger, ...options }),
          });
        } finally {
          cast.clear();
        }
      },
    });
  }
}
