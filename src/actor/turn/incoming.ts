import { tolerate } from "../../base/tolerate.ts";
import { formatActor } from "../../envelope/actor_id.ts";
import {
  EnvelopeView,
  type IncomingTurn,
  type Interceptor,
} from "../../envelope/interceptor.ts";
import { isThenable, toPlainPromise } from "../actor.ts";

/** Runs what interceptors surround: a turn's method, or the next of them. */
type Run = () => unknown;

/** Runs a turn's method within all interceptors of its type. */
export type Surround = (turn: IncomingTurn, run: Run) => unknown;

/** A turn as interceptors see it. */
export class TurnView extends EnvelopeView implements IncomingTurn {
  readonly kind: IncomingTurn["kind"];

  constructor(
    kind: IncomingTurn["kind"],
    ...envelope: ConstructorParameters<typeof EnvelopeView>
  ) {
    super(...envelope);
    this.kind = kind;
  }
}

/** Composes the interceptors of a type; `null` where none sees turns. */
export function composeIncoming(
  interceptors: readonly Interceptor[],
): Surround | null {
  let composed: Surround | null = null;
  for (const interceptor of interceptors.toReversed()) {
    if (interceptor.incoming === undefined) continue;
    composed = within(interceptor, composed);
  }
  return composed;
}

function within(interceptor: Interceptor, inner: Surround | null): Surround {
  return (turn, run) =>
    surround(interceptor, turn, inner === null ? run : () => inner(turn, run));
}

function surround(interceptor: Interceptor, turn: IncomingTurn, run: Run) {
  const passage = new TurnPassage(turn, run);
  let answer: unknown;
  try {
    answer = interceptor.incoming!(turn, passage.next);
    // Passed on as it came: there is nothing else to wait for.
    if (passage.returned(answer)) return answer;
    if (!isThenable(answer)) return passage.end();
  } catch (error) {
    return passage.endWith(error);
  }
  return toPlainPromise(answer).then(
    () => passage.end(),
    (error) => passage.endWith(error),
  );
}

/** The way of one turn through one interceptor. */
class TurnPassage {
  readonly #turn: IncomingTurn;
  readonly #run: Run;
  #hasBegun = false;
  #isOver = false;
  #hasThrown = false;
  #outcome: unknown = undefined;

  constructor(turn: IncomingTurn, run: Run) {
    this.#turn = turn;
    this.#run = run;
  }

  /** What the interceptor calls. */
  readonly next = (): unknown => {
    if (this.#isOver) throw this.#refuse("its interceptor has ended");
    if (this.#hasBegun) throw this.#refuse("it was called before");
    this.#hasBegun = true;
    try {
      const result = this.#run();
      // The turn has its outcome though the interceptor may not look at it.
      this.#outcome = isThenable(result)
        ? tolerate(toPlainPromise(result))
        : result;
      return this.#outcome;
    } catch (error) {
      this.#hasThrown = true;
      this.#outcome = error;
      throw error;
    }
  };

  /** Whether an answer is the promise that `next` has returned. */
  returned(answer: unknown): boolean {
    return answer instanceof Promise && answer === this.#outcome &&
      !this.#hasThrown;
  }

  /** The interceptor has ended: the turn ends as what is within. */
  end(): unknown {
    this.#isOver = true;
    if (!this.#hasBegun) {
      const { actor, method } = this.#turn;
      throw new TypeError(
        `Cannot run ${formatActor(actor)}.${method}: its interceptor neither ` +
          "called next() nor threw",
      );
    }
    if (this.#hasThrown) throw this.#outcome;
    return this.#outcome;
  }

  /** The interceptor has thrown: the turn ends so when what is within has. */
  endWith(error: unknown): unknown {
    this.#isOver = true;
    const fail = (): never => {
      throw error;
    };
    const outcome = this.#outcome;
    const goesOn = !this.#hasThrown && outcome instanceof Promise;
    return goesOn ? outcome.then(fail, fail) : fail();
  }

  #refuse(state: string): TypeError {
    const { actor, method } = this.#turn;
    return new TypeError(
      `Cannot call next() for ${formatActor(actor)}.${method}: ${state}`,
    );
  }
}
