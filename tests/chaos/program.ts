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
    const decoder = new TextDecoder();
    let said = "";
    await Promise.all([
      this.#copy(this.#process.stdout, (bytes) => {
        said += decoder.decode(bytes, { stream: true });
        if (said.includes("joined")) this.#saidJoined.resolve(true);
      }),
      this.#copy(this.#process.stderr, () => {}),
    ]);
    const { code, signal } = await this.#process.status;
    this.#saidJoined.resolve(false);
    this.#log.close();
    await this.endInput();
    return { code, signal };
  }

  async #copy(
    stream: ReadableStream<Uint8Array>,
    hear: (bytes: Uint8Array) => void,
  ): Promise<void> {
    for await (const bytes of stream) {
      hear(bytes);
      for (let at = 0; at < bytes.length;) {
        at += this.#log.writeSync(bytes.subarray(at));
      }
    }
  }
}
