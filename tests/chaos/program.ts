import { TextLineStream } from "../../bench/lines.ts";

/** How a program has ended. */
export interface Ending {
  readonly code: number;
  readonly signal: Deno.Signal | null;
}

/** What a program is started with. */
export interface ProgramOptions {
  /** The file of the program. */
  readonly url: URL;
  /** What it is told. */
  readonly settings: unknown;
  /** Where its output goes, behind what is there. */
  readonly logPath: string;
}

/** A program of this repository in a process of its own. */
export class Program {
  /** Resolves when it says that it takes part; or when it has ended. */
  readonly joined: Promise<boolean>;
  /** Resolves when it has ended. */
  readonly ended: Promise<Ending>;
  readonly #process: Deno.ChildProcess;
  readonly #log: Deno.FsFile;
  readonly #encoder = new TextEncoder();
  readonly #saidJoined = Promise.withResolvers<boolean>();

  constructor({ url, settings, logPath }: ProgramOptions) {
    this.#log = Deno.openSync(logPath, { create: true, append: true });
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-check", "--allow-read", "--allow-write"],
        ...["--allow-net=127.0.0.1", "--allow-env"],
        ...[url.href, JSON.stringify(settings)],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.joined = this.#saidJoined.promise;
    this.ended = this.#follow();
  }

  /** Sends it a signal, if it has not ended. */
  signal(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch {
      // It has ended by itself.
    }
  }

  /** Lets its input end, which is how a client is told to end. */
  async endInput(): Promise<void> {
    await this.#process.stdin.close().catch(() => {});
  }

  async #follow(): Promise<Ending> {
    const { stdout, stderr } = this.#process;
    await Promise.all([this.#copy(stdout), this.#copy(stderr)]);
    const { code, signal } = await this.#process.status;
    this.#saidJoined.resolve(false);
    this.#log.close();
    await this.endInput();
    return { code, signal };
  }

  /** Copies lines into the log, each with the second of the run. */
  async #copy(stream: ReadableStream<BufferSource>): Promise<void> {
    const lines = stream
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      if (line === "joined") this.#saidJoined.resolve(true);
      const seconds = (performance.now() / 1_000).toFixed(3);
      const bytes = this.#encoder.encode(`${seconds} ${line}\n`);
      for (let at = 0; at < bytes.length;) {
        at += this.#log.writeSync(bytes.subarray(at));
      }
    }
  }
}
