import { assertEquals } from "@std/assert";

const NO_FLAGS = ["run", "--no-prompt", "--quiet"];

/** A program that runs, to be told to end and read line by line. */
export class RunningProgram implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;

  /** Starts a program of `tests/programs/`, without permissions as such. */
  constructor(
    name: string,
    args: readonly string[],
    flags: readonly string[] = [],
  ) {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...NO_FLAGS, ...flags, locate(name), ...args],
      env: { NO_COLOR: "1" },
      stdout: "piped",
      // What goes wrong there belongs into the test's output.
      stderr: "inherit",
    }).spawn();
    this.#lines = readLines(this.#child.stdout);
  }

  /** Sends it a signal. */
  signal(name: Deno.Signal): void {
    this.#child.kill(name);
  }

  /** Reads the next line. */
  async readLine(): Promise<string> {
    const { done, value } = await this.#lines.next();
    if (done) throw new Error("No further line");
    return value;
  }

  /** Reads on to the end of a line, and returns what came up to there. */
  async readTo(last: string): Promise<string[]> {
    const lines: string[] = [];
    while (lines.at(-1) !== last) {
      const { done, value } = await this.#lines.next();
      if (done) throw new Error(`No ${JSON.stringify(last)} in: ${lines}`);
      lines.push(value);
    }
    return lines;
  }

  /** Reads to the end; returns the rest and how it ended. */
  async readToEnd(): Promise<{ lines: string[]; status: Deno.CommandStatus }> {
    const lines = await Array.fromAsync({
      [Symbol.asyncIterator]: () => this.#lines,
    });
    return { lines, status: await this.#child.status };
  }

  /** Ends it, whatever it does. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.readToEnd();
  }
}

async function* readLines(
  bytes: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of bytes.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}

function locate(name: string): string {
  return new URL(`../programs/${name}`, import.meta.url).href;
}

/** Runs a program of `tests/programs/` and returns what it prints. */
export async function runProgram(
  name: string,
  { flags = [], args = [], env = {} }: {
    flags?: string[];
    args?: string[];
    env?: Record<string, string>;
  } = {},
): Promise<{ stdout: string; stderr: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: [...NO_FLAGS, ...flags, locate(name), ...args],
    env: { NO_COLOR: "1", ...env },
  });
  const output = await command.output();
  const decoder = new TextDecoder();
  const stderr = decoder.decode(output.stderr);
  assertEquals(output.code, 0, stderr);
  return { stdout: decoder.decode(output.stdout), stderr };
}
