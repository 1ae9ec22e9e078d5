import { TextLineStream } from "../lines.ts";

/** What a process of the bench is started with. */
export interface WorkerOptions {
  readonly url: URL;
  readonly settings: unknown;
  /** Flags of V8, such as one that lets a program collect garbage. */
  readonly v8Flags?: string;
}

/** An answer, or why there is none. */
interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** A program in a process of its own, which answers what it is asked. */
export class Worker {
  /** Resolves when it has ended. */
  readonly ended: Promise<Deno.CommandStatus>;
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #last: Promise<unknown> = Promise.resolve();

  constructor({ settings, url, v8Flags }: WorkerOptions) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-check", "--allow-net=127.0.0.1"],
        ...["--allow-env", "--allow-read", "--allow-sys"],
        ...(v8Flags === undefined ? [] : [`--v8-flags=${v8Flags}`]),
        ...[url.href, JSON.stringify(settings)],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#lines = this.#process.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream())
      .getReader();
    this.ended = this.#process.status;
  }

  /** Starts one; resolves when it has said that it is ready. */
  static async start(options: WorkerOptions): Promise<Worker> {
    const worker = new Worker(options);
    await worker.#read();
    return worker;
  }

  /**
   * Asks it for something, once it has answered what it was asked before.
   *
   * @throws {Error} If it could not do it, or has ended.
   */
  ask<Value>(command: string, parts: unknown = null): Promise<Value> {
    const asked = this.#last.then(async () => {
      const line = `${JSON.stringify({ command, parts })}\n`;
      await this.#input.write(new TextEncoder().encode(line));
      return await this.#read() as Value;
    });
    this.#last = asked.catch(() => {});
    return asked;
  }

  /** Sends it a signal, if it has not ended. */
  signal(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch {
      // It has ended.
    }
  }

  /** Kills it. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.#end();
  }

  /** Tells it to end in order; resolves when it has. */
  async end(): Promise<void> {
    this.signal("SIGTERM");
    await this.#end();
  }

  async #end(): Promise<void> {
    await this.ended;
    await this.#lines.cancel();
    await this.#input.abort().catch(() => {});
  }

  async #read(): Promise<unknown> {
    const { value } = await this.#lines.read();
    if (value === undefined) throw new Error("A process of the bench is gone");
    const answer = JSON.parse(value) as Answer;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }
}
