import type {
  ActorWrite,
  DueActor,
  DueQuery,
  ListQuery,
  RecordInfo,
  RowName,
  RowQuery,
  Store,
  StoredRecord,
  StoredRow,
} from "../../src/store/store.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import { StoreError } from "../../src/store/store_error.ts";
import {
  type Answer,
  parseLine,
  type Question,
  writeLine,
} from "./store_lines.ts";

/** A store in a process of its own, which `serveStore()` makes one of. */
export class StoreChild implements Store {
  readonly #process: Deno.ChildProcess;
  readonly #to: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #pending = new Map<number, PromiseWithResolvers<unknown>>();
  readonly #read: Promise<void>;
  #closed: Promise<void> | null = null;
  #number = 0;

  /** Starts a program, with the flags of its permissions. */
  constructor(
    program: URL,
    flags: readonly string[],
    parameters: readonly string[],
  ) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--no-check", ...flags],
        ...[program.href, ...parameters],
      ],
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#to = this.#process.stdin.getWriter();
    this.#read = this.#readAnswers();
  }

  load(actor: ActorId): Promise<StoredRecord | null> {
    return this.ask("load", actor);
  }

  read(actor: ActorId, row: RowName): Promise<StoredRow | null> {
    return this.ask("read", actor, row);
  }

  commit(writes: readonly ActorWrite[]): Promise<readonly number[]> {
    return this.ask("commit", writes);
  }

  due(query: DueQuery): Promise<readonly DueActor[]> {
    return this.ask("due", query);
  }

  list(query: ListQuery): Promise<readonly RecordInfo[]> {
    return this.ask("list", query);
  }

  listRows(actor: ActorId, query: RowQuery): Promise<readonly StoredRow[]> {
    return this.ask("listRows", actor, query);
  }

  expire(now: number, limit: number): Promise<number> {
    return this.ask("expire", now, limit);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Ends the process at once: what was asked is never answered. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#to.abort().catch(() => {});
    await Promise.all([this.#read, this.#process.status]);
  }

  async #close(): Promise<void> {
    const closed = this.ask("close");
    await closed;
    await this.#to.close();
    await Promise.all([this.#read, this.#process.status]);
  }

  /** Asks the store something. */
  ask<Value>(
    method: Question["method"],
    ...parameters: readonly unknown[]
  ): Promise<Value> {
    if (this.#closed !== null) {
      const closed = new StoreError("Cannot ask: closed", { code: "closed" });
      return Promise.reject(closed);
    }
    const number = ++this.#number;
    const pending = Promise.withResolvers<unknown>();
    this.#pending.set(number, pending);
    const line = `${writeLine({ number, method, parameters })}\n`;
    // A process that was killed takes nothing, and answers nothing.
    this.#to.write(new TextEncoder().encode(line)).catch(() => {});
    return pending.promise as Promise<Value>;
  }

  async #readAnswers(): Promise<void> {
    let rest = "";
    const texts = this.#process.stdout.pipeThrough(new TextDecoderStream());
    for await (const text of texts) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) this.#settle(parseLine(line));
    }
  }

  #settle({ number, value, error }: Answer): void {
    const { resolve, reject } = this.#pending.get(number)!;
    this.#pending.delete(number);
    if (error === undefined) resolve(value);
    else reject(new StoreError(error.message, error));
  }
}
