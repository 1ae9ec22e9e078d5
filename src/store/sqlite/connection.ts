import { quote } from "../../base/escape_controls.ts";
import { soon } from "../../base/runtime.ts";
import { StoreError } from "../store_error.ts";
import type { SqliteSettings } from "./settings.ts";
import type { StartThread, Thread } from "./thread.ts";
import { DONE, LOSS, unpackError } from "./wire/answer.ts";
import { Packer } from "./wire/packer.ts";
import { QUESTION, type Question } from "./wire/question.ts";
import { Unpacker } from "./wire/unpacker.ts";

/** The number of questions after which they are counted anew. */
const MOST_QUESTIONS = 0xffff_ffff;

/** A question that waits for its answer. */
interface Pending {
  settle(from: Unpacker): void;
  fail(error: StoreError): void;
}

/**
 * Asks the thread that has the file: what is asked in one microtask travels in
 * one buffer, and so do the answers.
 */
export class Connection {
  readonly #path: string;
  readonly #thread: Thread;
  readonly #lose: (error: StoreError) => void;
  readonly #to = new Packer();
  readonly #pending = new Map<number, Pending>();
  #number = LOSS;
  #isClosing = false;
  #loss: StoreError | null = null;

  /** Starts the thread; `lose` learns that the file is lost for good. */
  constructor(
    settings: SqliteSettings,
    start: StartThread,
    lose: (error: StoreError) => void,
  ) {
    this.#path = settings.path;
    this.#lose = lose;
    this.#thread = start(settings, {
      take: (answers) => this.#take(answers),
      end: (error) => this.#end(error),
    });
    this.#thread.hold(false);
  }

  /** Asks a question; rejects with a `StoreError` where that fails. */
  ask<Answer>(
    question: Question,
    pack: (to: Packer) => void,
    unpack: (from: Unpacker) => Answer,
  ): Promise<Answer> {
    if (this.#loss !== null) return Promise.reject(again(this.#loss));
    return new Promise<Answer>((resolve, reject) => {
      const number = this.#write(question, pack);
      this.#pending.set(number, {
        settle: (from) => resolve(unpack(from)),
        fail: reject,
      });
      if (this.#pending.size === 1) this.#thread.hold(true);
    });
  }

  /** Closes the file once all is answered, and ends the thread. */
  async close(): Promise<void> {
    this.#isClosing = true;
    try {
      await this.ask(QUESTION.close, () => {}, () => {});
    } catch (thrown) {
      // What is lost is closed: those that asked have heard of it.
      if (this.#loss === null) throw thrown;
    } finally {
      await this.#thread.end();
    }
  }

  /** Writes a question, or nothing of it; returns its number. */
  #write(question: Question, pack: (to: Packer) => void): number {
    const to = this.#to;
    const start = to.length;
    const number = this.#number === MOST_QUESTIONS ? 1 : this.#number + 1;
    try {
      to.integer(number);
      to.integer(question);
      // Where the next one begins, which is known behind this one.
      to.integer(0);
      pack(to);
      to.patch(start + 8, to.length);
    } catch (thrown) {
      to.rewind(start);
      throw thrown;
    }
    if (start === 0) soon(() => this.#flush());
    this.#number = number;
    return number;
  }

  #flush(): void {
    if (this.#loss === null) this.#thread.ask(this.#to.take());
  }

  #take(answers: ArrayBuffer): void {
    const from = new Unpacker(answers);
    while (!from.isDone) {
      const number = from.integer();
      const isDone = from.integer() === DONE;
      if (number === LOSS) return this.#fail(unpackError(from));
      const pending = this.#pending.get(number)!;
      this.#pending.delete(number);
      if (isDone) pending.settle(from);
      else pending.fail(unpackError(from));
    }
    if (this.#pending.size === 0) this.#thread.hold(false);
  }

  #end(cause: unknown): void {
    if (this.#isClosing && this.#pending.size === 0) return;
    const reason = cause instanceof Error ? ` (${cause.message})` : "";
    this.#fail(
      new StoreError(
        `Cannot use ${quote(this.#path)}: its thread has ended${reason}; ` +
          "start a new engine with a new store",
        { code: "lost", cause },
      ),
    );
  }

  /** Gives the file up: it was lost for good. */
  #fail(error: StoreError): void {
    if (this.#loss !== null) return;
    this.#loss = error;
    this.#lose(error);
    const pending = Array.from(this.#pending.values());
    this.#pending.clear();
    for (const { fail } of pending) fail(error);
    void this.#thread.end();
  }
}

/** Makes an error anew, for each asker has its own stack. */
function again(error: StoreError): StoreError {
  return new StoreError(error.message, { code: error.code, cause: error });
}
