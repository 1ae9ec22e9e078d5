const PROGRAM = new URL("../programs/starved.ts", import.meta.url).pathname;

/** A program with few descriptors, which is inspected and counts. */
export class StarvedProgram implements AsyncDisposable {
  /** The link of its inspector. */
  readonly link: string;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: Lines;
  readonly #errors: Lines;

  private constructor(child: Deno.ChildProcess, output: Lines, link: string) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#output = output;
    this.#errors = readLines(child.stderr);
    this.link = link;
  }

  /** Starts it, and waits for its link. */
  static async start(
    { descriptors }: { readonly descriptors: number },
  ): Promise<StarvedProgram> {
    const child = new Deno.Command("sh", {
      args: [
        "-c",
        `ulimit -n ${descriptors} && exec "$0" "$@"`,
        Deno.execPath(),
        ...["run", "--no-prompt", "--quiet", "--allow-net=127.0.0.1", PROGRAM],
      ],
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const output = readLines(child.stdout);
    const link = (await next(output)).replace("Inspector: ", "");
    return new StarvedProgram(child, output, link);
  }

  /** Lets it count; returns what it says. */
  async count(): Promise<string> {
    await this.#input.write(new TextEncoder().encode("count\n"));
    return await next(this.#output);
  }

  /** Returns the next line of its standard error. */
  readError(): Promise<string> {
    return next(this.#errors);
  }

  /** Ends its input; returns its exit code. */
  async end(): Promise<number> {
    await this.#input.close();
    return (await this.#child.status).code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => {});
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#child.status;
    for (const lines of [this.#output, this.#errors]) {
      for (let line = await lines.next(); !line.done;) {
        line = await lines.next();
      }
    }
  }
}

type Lines = AsyncIterator<string, undefined>;

async function next(lines: Lines): Promise<string> {
  const { done, value } = await lines.next();
  if (done) throw new Error("The program has ended");
  return value;
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
