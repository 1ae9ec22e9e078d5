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
