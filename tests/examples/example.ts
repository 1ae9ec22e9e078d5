import { assertEquals } from "@std/assert";
import { type TestEngine, testEngine } from "@backstage/actors/testing";

const EXAMPLES = new URL("../../examples/", import.meta.url);

/** What an example wrote. */
export interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example as a user does, with no permission unless it is given. */
export async function runExample(
  name: string,
  flags: readonly string[] = [],
  args: readonly string[] = [],
): Promise<Output> {
  const { href } = new URL(`${name}.ts`, EXAMPLES);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", ...flags, href, ...args],
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  const output = {
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
  assertEquals(code, 0, output.stderr);
  return output;
}

/** Asserts what an example prints, line by line; nothing is an error. */
export function testOutput(name: string, lines: readonly string[]): void {
  const title = `${name}.ts prints its story when nothing is permitted`;
  Deno.test(title, async () => {
    const { stdout, stderr } = await runExample(name);
    assertEquals(stdout.trimEnd().split("\n"), lines);
    assertEquals(stderr, "");
  });
}

/** What a test of an example's actors is given. */
export interface Stage {
  readonly engine: TestEngine;
  /** The lines that were logged so far. */
  readonly log: readonly string[];
}

/** Tunes the engine of such a test. */
export interface StageOptions {
  /** What decides which ready actor runs next. */
  readonly seed?: number;
  readonly turnsPerRun?: number;
}

/**
 * Tests an example's actors in simulated time, with payloads copied and with
 * payloads sent through their bytes.
 */
export function testOnBothWires(
  title: string,
  body: (stage: Stage) => Promise<void>,
  { seed = 1, turnsPerRun = 128 }: StageOptions = {},
): void {
  for (const wire of ["auto", "always"] as const) {
    Deno.test(`${title}, with wire "${wire}"`, async () => {
      const log: string[] = [];
      const note = (...data: unknown[]): void => void log.push(data.join(" "));
      await using engine = testEngine({
        seed,
        wire,
        turnsPerRun,
        logger: { debug: note, info: note, warn: note, error: note },
      });
      await body({ engine, log });
    });
  }
}
