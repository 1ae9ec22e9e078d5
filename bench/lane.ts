import { fileURLToPath } from "node:url";
import {
  type Answer,
  MARK,
  type Request,
  type Welcome,
} from "./lane_protocol.ts";
import { TextLineStream } from "./lines.ts";
import type { Sample } from "./workload.ts";

/** Who runs in a lane. */
export interface Runner {
  readonly name: string;
  /** The subject's module, as `lane_process.ts` imports it. */
  readonly module: string;
  /** The folder of the bench that it runs; this one unless given. */
  readonly bench?: URL;
  /** Whether its rounds are never shortened, however long they take. */
  readonly isWhole?: boolean;
  /** What its Deno is told beside what every lane's is. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const START_MS = 300_000;
const ROUND_MS = 60_000;
const HERE = new URL("./", import.meta.url);
const FLAGS = [
  "--quiet",
  "--no-check",
  "--v8-flags=--expose-gc,--max-old-space-size=4096",
];

/**
 * A process that runs the rounds of one subject when told to, so that subjects
 * neither share a heap nor what the compiler learnt of another's code, and
 * one that hangs or dies does not stop the rest.
 */
export class Lane implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncIterator<string>;
  readonly #complaint: Promise<string>;
  #hasEnded = false;

  constructor({ module, bench = HERE, flags = ["--allow-read"], env }: Runner) {
    const program = fileURLToPath(new URL("lane_process.ts", bench));
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", ...FLAGS, ...flags, program, module],
      cwd: fileURLToPath(new URL("../", bench)),
      env: { NO_COLOR: "1", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#lines = readAnswers(this.#process.stdout);
    this.#complaint = readComplaint(this.#process.stderr);
    this.#process.status.then(() => this.#hasEnded = true);
  }

  /** Whether its process ended, which a subject may bring about at any time. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Waits until the subject is there.
   *
   * @throws {Error} If it cannot be installed or started.
   */
  async start(): Promise<Welcome> {
    const welcome = await this.#read<Welcome | Answer>(START_MS);
    if ("promises" in welcome) return welcome;
    throw new Error("error" in welcome ? welcome.error : "no welcome");
  }

  /**
   * Runs a round.
   *
   * @throws {Error} If the round fails, or the process has no answer.
   */
  async run(request: Request): Promise<Sample> {
    const line = new TextEncoder().encode(`${JSON.stringify(request)}\n`);
    // What ended the process says more than that its input is closed.
    await this.#input.write(line).catch(() => {});
    const answer = await this.#read<Answer>(ROUND_MS);
    if ("sample" in answer) return answer.sample;
    throw new Error(answer.error);
  }

  /** Ends the process, whatever it does. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#input.close().catch(() => {});
    kill(this.#process);
    await this.#process.status;
    await this.#complaint;
  }

  async #read<T>(withinMs: number): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => late.reject(new Error(`no answer in ${withinMs / 1_000} s`)),
      withinMs,
    );
    try {
      const { done, value } = await Promise.race([
        this.#lines.next(),
        late.promise,
      ]);
      if (done !== true) return JSON.parse(value) as T;
    } finally {
      clearTimeout(timer);
    }
    throw new Error(await this.#complaint || "its process ended");
  }
}

async function* readAnswers(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string> {
  const lines = output
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) {
    if (line.startsWith(MARK)) yield line.slice(MARK.length);
  }
}

/** Returns the line of a process's errors that says most. */
async function readComplaint(
  errors: ReadableStream<Uint8Array>,
): Promise<string> {
  const text = await new Response(errors).text();
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "";
}

function kill(process: Deno.ChildProcess): void {
  try {
    process.kill("SIGKILL");
  } catch {
    // It ended by itself.
  }
}
