/**
 * The least that an actor can be: an array of envelopes, drained by one
 * microtask. It knows no bound, no error, no reply and no second actor.
 */
export class FloorInbox {
  readonly #actor: FloorActor;
  #waiting: unknown[] = [];

  constructor(actor: FloorActor) {
    this.#actor = actor;
  }

  send(method: number, payload: unknown): void {
    if (this.#waiting.length === 0) queueMicrotask(this.#drain);
    this.#waiting.push(method, payload);
  }

  readonly #drain = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (let at = 0; at < waiting.length; at += 2) {
      this.#actor.dispatch(waiting[at] as number, waiting[at + 1]);
    }
  };
}

/** What a floor's inbox hands its envelopes to. */
export interface FloorActor {
  dispatch(method: number, payload: unknown): void;
}

/** Takes strings and counts them. */
export class FloorSink implements FloorActor {
  taken = 0;

  dispatch(method: number, payload: unknown): void {
    switch (method) {
      case 0:
        return this.take(payload as string);
      case 1:
        return this.reset();
    }
  }

  take(_text: string): void {
    this.taken++;
  }

  reset(): void {
    this.taken = 0;
  }
}

/** Sends every ball back until its count is down. */
export class FloorPlayer implements FloorActor {
  partner: FloorInbox | null = null;
  onEnd: () => void = () => {};

  dispatch(method: number, payload: unknown): void {
    switch (method) {
      case 0:
        return this.hit(payload as number);
      case 1:
        return this.onEnd();
    }
  }

  hit(left: number): void {
    if (left > 0) this.partner?.send(0, left - 1);
    else this.onEnd();
  }
}
