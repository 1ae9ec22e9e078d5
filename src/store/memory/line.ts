import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";
import { soon } from "../../base/runtime.ts";
import type { ActorWrite } from "../store.ts";

/** What is returned where no answer is to come. */
export const SILENCE: unique symbol = Symbol("silence");

/** What is asked of a memory store. */
export interface Question<Answer> {
  /** Says what it is, for who reads of it. */
  readonly where: () => string;
  /** What it writes; empty unless it is a commit. */
  readonly writes: readonly ActorWrite[];
  /** Answers it, or throws. */
  answer(): Answer | typeof SILENCE;
}

/** A question that is not answered yet. */
interface Waiting {
  readonly where: () => string;
  readonly writes: readonly ActorWrite[];
  answer(): void;
  refuse(error: Error): void;
}

/** What is asked of a memory store, answered one by one, in its order. */
export class MemoryLine {
  readonly #delayOf: (where: () => string) => number;
  #waiting: Waiting[] = [];
  #runtime: Runtime | null = null;
  #timer: RuntimeTimer | null = null;
  #isServing = false;
  #isHeld = false;
  #isCut = false;

  /** Creates a line that asks how long it takes to answer a question. */
  constructor(delayOf: (where: () => string) => number) {
    this.#delayOf = delayOf;
  }

  /** How many questions are not answered yet. */
  get length(): number {
    return this.#waiting.length;
  }

  /** The writes of each commit that is not answered yet. */
  get commits(): (readonly ActorWrite[])[] {
    return this.#waiting.map(({ writes }) => writes)
      .filter(({ length }) => length > 0);
  }

  /** Takes time from a runtime from now on; from none, with `null`. */
  use(runtime: Runtime | null): void {
    this.#runtime = runtime;
  }

  /** Asks a question; its promise never settles once the line is cut. */
  ask<Answer>({ where, writes, answer }: Question<Answer>): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (this.#isCut) return promise;
    this.#waiting.push({
      where,
      writes,
      refuse: reject,
      answer() {
        try {
          const answered = answer();
          if (answered !== SILENCE) resolve(answered);
        } catch (error) {
          reject(error);
        }
      },
    });
    this.#serve();
    return promise;
  }

  /** Answers nothing until {@linkcode release}. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Answers what waits, and what comes. */
  release(): void {
    this.#isHeld = false;
    this.#serve();
  }

  /** Refuses all that waits. */
  refuse(error: Error): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const one of waiting) one.refuse(error);
  }

  /** Answers nothing any more. */
  cut(): void {
    this.#isCut = true;
    this.#waiting = [];
    this.#timer?.cancel();
  }

  #serve(): void {
    if (this.#isServing || this.#isHeld || this.#waiting.length === 0) return;
    this.#isServing = true;
    this.#after(this.#delayOf(this.#waiting[0]!.where), () => {
      this.#isServing = false;
      this.#timer = null;
      if (!this.#isHeld) this.#waiting.shift()?.answer();
      this.#serve();
    });
  }

  #after(delayMs: number, callback: () => void): void {
    const runtime = this.#runtime;
    if (runtime === null) return soon(callback);
    if (delayMs > 0) this.#timer = runtime.setTimer(delayMs, callback);
    else runtime.defer(callback);
  }
}
