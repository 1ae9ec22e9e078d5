import { CallError, readOutcome } from "../base/errors.ts";
import { isThrown } from "../base/thrown.ts";
import { formatActor } from "../envelope/actor_id.ts";
import type { EnvelopeView, Interceptor } from "../envelope/interceptor.ts";
import { LazyOutcome } from "../envelope/replies/lazy_outcome.ts";

/**
 * Makes a call within interceptors, the first outermost: `attempt` makes it, or
 * makes it again. Returns how it ends.
 */
export function surroundCall(
  interceptors: readonly Interceptor[],
  call: EnvelopeView,
  attempt: () => LazyOutcome,
): LazyOutcome {
  const pass = (at: number): LazyOutcome => {
    const interceptor = interceptors[at];
    return interceptor === undefined
      ? attempt()
      : new CallPassage(call, () => pass(at + 1)).through(interceptor);
  };
  return pass(0);
}

/** The way of one call through one interceptor. */
class CallPassage {
  readonly #call: EnvelopeView;
  readonly #inner: () => LazyOutcome;
  #last: LazyOutcome | null = null;
  #isOver = false;

  constructor(call: EnvelopeView, inner: () => LazyOutcome) {
    this.#call = call;
    this.#inner = inner;
  }

  /** Lets an interceptor see the call; returns how that ends. */
  through(interceptor: Interceptor): LazyOutcome {
    let answer: unknown;
    try {
      answer = interceptor.outgoing!(this.#call, this.#next);
    } catch (error) {
      return this.#failed(error);
    }
    const isLater = typeof answer === "object" && answer !== null;
    if (!isLater || answer === this.#last) return this.#end();
    const outcome = new LazyOutcome();
    new Promise((resolve) => resolve(answer)).then(
      () => this.#end().tell(outcome),
      (error) => this.#failed(error).tell(outcome),
    );
    return outcome;
  }

  readonly #next = (): Promise<unknown> => {
    if (this.#isOver) throw this.#refuse("its interceptor has ended");
    if (this.#last !== null && !mayRepeat(this.#last)) {
      throw this.#refuse("it was called before, and may have run");
    }
    return this.#last = this.#inner();
  };

  #end(): LazyOutcome {
    this.#isOver = true;
    if (this.#last !== null) return this.#last;
    const { actor, method } = this.#call;
    return this.#failed(
      new TypeError(
        `Cannot call ${formatActor(actor)}.${method}: its interceptor ` +
          "neither called next() nor threw",
      ),
    );
  }

  #failed(error: unknown): LazyOutcome {
    this.#isOver = true;
    const outcome = new LazyOutcome();
    outcome.fail(error);
    return outcome;
  }

  #refuse(state: string): TypeError {
    const { actor, method } = this.#call;
    return new TypeError(
      `Cannot call next() for ${formatActor(actor)}.${method}: ${state}`,
    );
  }
}

/** Whether a call is sure not to have run, and may be made once more. */
function mayRepeat({ isOver, error }: LazyOutcome): boolean {
  return isOver && isThrown(error, CallError) &&
    readOutcome(error) === "not-run";
}
