import type { Context } from "@backstage/actors";

/** Where a note stands: in which life of the scribe, and at which place. */
export interface Note {
  readonly life: string;
  readonly place: number;
}

/** Notes who said what, in the order of its turns, as long as it lives. */
// @generate-proxy
export class Scribe {
  readonly #life: string;
  #place = 0;

  constructor(ctx: Context) {
    this.#life = ctx.randomUUID();
  }

  note(_lane: string, _number: number): Note {
    return { life: this.#life, place: ++this.#place };
  }
}
