import { CallError } from "../../../base/errors.ts";
import { formatActor } from "../../../envelope/actor_id.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { Reply } from "../../../envelope/reply.ts";
import type { Subject } from "../../failure/outcome.ts";
import type { Held } from "../../../envelope/target.ts";

/** A turn ended, but whether what it has changed is stored is not known. */
export function commitFailed(
  { actor }: Pick<Subject, "actor">,
  method: Method,
  cause: unknown,
): CallError {
  const name = `${formatActor(actor)}.${method.name}`;
  return new CallError(
    `Cannot answer ${name}: it ran, and its commit failed or was lost`,
    { code: "commit-failed", outcome: "unknown", cause },
  );
}

/** What answers a call, or tells of a turn, once its turn is committed. */
export class HeldAnswer implements Held {
  readonly answers: Reply | null;
  readonly release: () => void;
  readonly #lose: (cause: unknown) => void;

  /** Creates it; `lose` says what becomes of it where the commit is lost. */
  constructor(
    answers: Reply | null,
    release: () => void,
    lose: (cause: unknown) => void,
  ) {
    this.answers = answers;
    this.release = release;
    this.#lose = lose;
  }

  drop(cause?: unknown): void {
    this.#lose(cause);
  }
}

/** The result of a call, once its turn is committed. */
export class HeldResult implements Held {
  readonly answers: Reply;
  readonly #value: unknown;
  readonly #subject: Pick<Subject, "actor">;
  readonly #method: Method;

  constructor(
    subject: Pick<Subject, "actor">,
    method: Method,
    answers: Reply,
    value: unknown,
  ) {
    this.#subject = subject;
    this.#method = method;
    this.answers = answers;
    this.#value = value;
  }

  release(): void {
    const { answers } = this;
    if (answers.isOver) return;
    try {
      answers.settle(this.#value);
    } catch (error) {
      // Of a wire's end, which takes less than a copier does.
      answers.fail(error);
    }
  }

  drop(cause?: unknown): void {
    if (this.answers.isOver) return;
    this.answers.fail(commitFailed(this.#subject, this.#method, cause));
  }
}
