import { readThrownMessage } from "../../base/thrown.ts";
import {
  MAX_QUESTIONS_PER_SECOND,
  MAX_SENT_AT_ONCE,
  MAX_UNREAD_BYTES,
} from "../../base/limits.ts";
import { systemRuntime } from "../../base/runtime.ts";
import {
  type Answers,
  isAnsweredLater,
  type LaterQuestion,
} from "../answer/answers.ts";
import type { Response } from "../wire/protocol.ts";
import { Quota } from "./quota.ts";
import {
  isBounded,
  parseRaw,
  type Raw,
  readQuestion,
  TOO_LONG,
} from "./read_question.ts";
import type { ServerSocket } from "./web_socket.ts";

/** The number of an answer to a message without a number. */
const NO_ASK = 0;

/** One client's connection: each question has one answer. */
export class Session {
  readonly #socket: ServerSocket;
  readonly #answers: Answers;
  readonly #quota = new Quota(MAX_QUESTIONS_PER_SECOND, systemRuntime);
  #acting = 0;

  constructor(socket: ServerSocket, answers: Answers) {
    this.#socket = socket;
    this.#answers = answers;
  }

  /** Reads one message and answers it. */
  take(data: unknown): void {
    if (!isBounded(data)) {
      return this.close(1009, TOO_LONG);
    }
    // A client that does not read its answers must not fill our memory.
    if (this.#socket.unsentBytes > MAX_UNREAD_BYTES) {
      return this.close(1013, "answers are not read");
    }
    if (!this.#quota.take()) return this.close(1008, "too many questions");
    const raw = parseRaw(data);
    const ask = raw?.["ask"];
    if (raw === null || !Number.isSafeInteger(ask)) {
      const error = "Cannot answer: it is no JSON object with a number `ask`";
      return this.#send({ answer: NO_ASK, error });
    }
    this.#answer(ask as number, raw);
  }

  /** Ends the connection. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #answer(ask: number, raw: Raw): void {
    try {
      const question = readQuestion(raw);
      if (isAnsweredLater(question)) {
        this.#answerLater(ask, question);
        return;
      }
      const { at, body } = this.#answers.answer(question);
      this.#send({ answer: ask, at, view: question.view, body });
    } catch (error) {
      this.#fail(ask, error);
    }
  }

  async #answerLater(
    ask: number,
    question: LaterQuestion,
  ): Promise<void> {
    if (this.#acting >= MAX_SENT_AT_ONCE) {
      const error = `Cannot act: ${this.#acting} actions are under way`;
      return this.#send({ answer: ask, error });
    }
    this.#acting++;
    try {
      const { at, body } = await this.#answers.answerLater(question);
      this.#send({ answer: ask, at, view: question.view, body });
    } catch (error) {
      this.#fail(ask, error);
    } finally {
      this.#acting--;
    }
  }

  #fail(ask: number, error: unknown): void {
    this.#send({ answer: ask, error: readThrownMessage(error) });
  }

  #send(response: Response): void {
    this.#socket.send(JSON.stringify(response));
  }
}
