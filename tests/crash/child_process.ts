import { TextLineStream } from "../../bench/lines.ts";
import type { Answer, Request, Settings } from "./protocol.ts";

const PROGRAM = new URL("./child.ts", import.meta.url).href;

/** A running child, until it is killed. */
export class Child {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #waiting = new Map<number, (answer: Answer | null) => void>();
  readonly #reading: Promise<void>;
  readonly #encoder = new TextEncoder();
  #isDead = false;
  /** Resolves to whether it has come up. */
  readonly ready: Promise<boolean>;

  constructor(settings: Settings) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--quiet", "--no-check", "--allow-read", "--allow-write"],
        ...[PROGRAM, JSON.stringify(settings)],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.ready = this.#await(0).then((answer) => answer !== null);
    this.#reading = this.#read();
  }

  /** Asks for a call; resolves to `null` where nobody lives to answer. */
  async ask(request: Request): Promise<Answer | null> {
    if (this.#isDead) return null;
    const answered = this.#await(request.id);
    const line = this.#encoder.encode(`${JSON.stringify(request)}\n`);
    // Where it is dead by now, its output ends, which tells as much.
    this.#input.write(line).catch(() => {});
    return await answered;
  }

  /** Kills it, and reads what it had said before. */
  async kill(): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
    await this.#end();
  }

  /** Lets it end in peace. */
  async stop(): Promise<boolean> {
    await this.#input.close();
    return await this.#end();
  }

  async #end(): Promise<boolean> {
    await this.#reading;
    await this.#input.abort().catch(() => {});
    return (await this.#process.status).success;
  }

  #await(id: number): Promise<Answer | null> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  async #read(): Promise<void> {
    const lines = this.#process.stdout
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new TextLineStream());
    for await (const line of lines) {
      const answer = JSON.parse(line) as Answer;
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    }
    this.#isDead = true;
    for (const resolve of this.#waiting.values()) resolve(null);
    this.#waiting.clear();
  }
}
