import { CallError } from "@backstage/actors";
import type { Begun, Ended, Line } from "./history.ts";

/** The most characters that wait to be written. */
const MAX_WAITING = 65_536;

/** Writes down what a client asks for, and what becomes of it. */
export class Journal implements Disposable {
  readonly #file: Deno.FsFile;
  readonly #encoder = new TextEncoder();
  #waiting = "";
  #calls = 0;

  constructor(path: string) {
    this.#file = Deno.openSync(path, { create: true, append: true });
  }

  /** Makes a call that it writes down before and after. */
  async record(
    begun: Omit<Begun, "at" | "id">,
    call: () => PromiseLike<unknown>,
  ): Promise<Ended> {
    const id = ++this.#calls;
    this.#write({ begun: { ...begun, id, at: now() } });
    const ended = { id, ...await settle(call), at: now() };
    this.#write({ ended });
    return ended;
  }

  /** Writes to the file what waits. */
  flush(): void {
    const bytes = this.#encoder.encode(this.#waiting);
    this.#waiting = "";
    for (let at = 0; at < bytes.length;) {
      at += this.#file.writeSync(bytes.subarray(at));
    }
  }

  [Symbol.dispose](): void {
    this.flush();
    this.#file.close();
  }

  #write(line: Line): void {
    this.#waiting += `${JSON.stringify(line)}\n`;
    if (this.#waiting.length > MAX_WAITING) this.flush();
  }
}

/** Milliseconds since the epoch; they do not go back within a process. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

async function settle(
  call: () => PromiseLike<unknown>,
): Promise<Omit<Ended, "at" | "id">> {
  try {
    return { outcome: "answered", value: await call() };
  } catch (error) {
    const message = `${error}`;
    return error instanceof CallError
      ? { outcome: error.outcome, code: error.code, message }
      : { outcome: "failed", message };
  }
}
