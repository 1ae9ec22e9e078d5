import type { Question } from "../../wire/protocol.ts";
import type { Answers, QuestionOf } from "./answers.ts";
import type { Clock } from "./browser.ts";

/** An answer with the time at which the server gave it. */
export interface Answer<Body> {
  readonly at: number;
  readonly body: Body;
}

/** Asks one question; rejects when the server says no or goes away. */
export type Ask = <View extends Question["view"]>(
  question: QuestionOf<View>,
) => Promise<Answer<Answers[View]>>;

/** What a poll needs. */
export interface PollOptions<Body> {
  readonly clock: Clock;
  ask(): Promise<Answer<Body>>;
  show(answer: Answer<Body>): void;
  fail(error: Error): void;
  /** How long to wait after an answer; `undefined` stops until `hurry()`. */
  periodMs(): number | undefined;
}

/** Asks again and again, with one ask outstanding at most. */
export class Poll<Body> {
  readonly #options: PollOptions<Body>;
  #cancel: (() => void) | undefined;
  #isAsking = false;
  #isHurried = false;
  #isStopped = false;

  constructor(options: PollOptions<Body>) {
    this.#options = options;
  }

  /** Asks at once, or right after the answer that is under way. */
  hurry(): void {
    if (this.#isStopped) return;
    if (this.#isAsking) {
      this.#isHurried = true;
      return;
    }
    this.#cancel?.();
    this.#cancel = undefined;
    void this.#ask();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      const answer = await this.#options.ask();
      if (!this.#isStopped) this.#options.show(answer);
    } catch (error) {
      if (!this.#isStopped) this.#options.fail(error as Error);
    }
    this.#isAsking = false;
    this.#waitForNext();
  }

  #waitForNext(): void {
    if (this.#isStopped) return;
    if (this.#isHurried) {
      this.#isHurried = false;
      this.hurry();
      return;
    }
    const periodMs = this.#options.periodMs();
    if (periodMs === undefined) return;
    this.#cancel = this.#options.clock.after(periodMs, () => this.hurry());
  }
}
