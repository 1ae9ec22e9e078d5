/** When a client asked for something, and when it was answered. */
export interface Timed {
  readonly askedAt: number;
  /** `Infinity` where no answer came: it may take effect later, or never. */
  readonly answeredAt: number;
}

/** What one object does that has its operations one after the other. */
export interface Model<State, Operation extends Timed> {
  readonly initial: State;
  /**
   * Returns the state behind an operation, or `undefined` where that would have
   * been answered otherwise.
   */
  apply(state: State, operation: Operation): State | undefined;
  /** Names a state: two of one name are the same. */
  nameState(state: State): string;
}

/** Why operations have no order in which the object could have done them. */
export interface Disorder<State, Operation> {
  /** The longest order that was found. */
  readonly longest: readonly Operation[];
  /** The state behind it. */
  readonly state: State;
  /** Those that could come next by their times, of which none fits. */
  readonly stuck: readonly Operation[];
}

/**
 * Looks for one order of the operations of one object that agrees with their
 * answers, and in which none comes before another one that was answered before
 * it was asked for: they are linearizable. Returns `null` where there is one.
 *
 * The search is that of Wing and Gong (JPDC 1993), with Lowe's memory of what
 * was seen (2017): its time grows with how many operations overlap.
 */
export function findDisorder<State, Operation extends Timed>(
  model: Model<State, Operation>,
  operations: Iterable<Operation>,
): Disorder<State, Operation> | null {
  return new Search(model, operations).run();
}

/** An operation that was put behind the others. */
interface Step<State> {
  readonly place: number;
  readonly before: State;
}

class Search<State, Operation extends Timed> {
  readonly #model: Model<State, Operation>;
  /** By the times at which they were asked for. */
  readonly #operations: readonly Operation[];
  readonly #isPlaced: boolean[];
  /** Those without an answer, which need no place. */
  readonly #open: readonly number[];
  readonly #steps: Step<State>[] = [];
  readonly #seen = new Set<string>();
  /** Those without an answer that were put somewhere. */
  readonly #guessed = new Set<number>();
  #state: State;
  /** The first that must be put somewhere, and is not yet. */
  #first = 0;
  #longest: readonly number[] = [];
  #longestState: State;

  constructor(
    model: Model<State, Operation>,
    operations: Iterable<Operation>,
  ) {
    this.#model = model;
    this.#operations = [...operations]
      .toSorted((left, right) => left.askedAt - right.askedAt);
    this.#isPlaced = this.#operations.map(() => false);
    this.#open = [...this.#operations.keys()]
      .filter((place) => !this.#mustPlace(place));
    this.#state = this.#longestState = model.initial;
  }

  run(): Disorder<State, Operation> | null {
    this.#skip();
    let from = 0;
    while (this.#first < this.#operations.length) {
      const place = this.#findNext(from);
      if (place !== null) {
        from = 0;
        continue;
      }
      this.#noteLongest();
      const last = this.#steps.pop();
      if (last === undefined) return this.#tell();
      this.#undo(last);
      from = last.place + 1;
    }
    return null;
  }

  /** Puts one more behind the others; `null` if there is none that fits. */
  #findNext(from: number): number | null {
    for (const place of this.#listNext()) {
      if (place < from) continue;
      const before = this.#state;
      const next = this.#model.apply(before, this.#operations[place]!);
      if (next === undefined) continue;
      this.#put(place, next);
      this.#steps.push({ place, before });
      const name = this.#nameWhole();
      if (!this.#seen.has(name)) {
        this.#seen.add(name);
        return place;
      }
      this.#steps.pop();
      this.#undo({ place, before });
    }
    return null;
  }

  /** Lists those that may come next: none was answered before they began. */
  *#listNext(): Generator<number> {
    const operations = this.#operations;
    for (const place of this.#open) {
      if (place >= this.#first) break;
      if (!this.#isPlaced[place]) yield place;
    }
    let end = Infinity;
    for (let place = this.#first; place < operations.length; place++) {
      if (this.#isPlaced[place]) continue;
      const { askedAt, answeredAt } = operations[place]!;
      if (askedAt > end) return;
      end = Math.min(end, answeredAt);
      yield place;
    }
  }

  #put(place: number, state: State): void {
    this.#isPlaced[place] = true;
    this.#state = state;
    if (!this.#mustPlace(place)) this.#guessed.add(place);
    this.#skip();
  }

  #undo({ place, before }: Step<State>): void {
    this.#isPlaced[place] = false;
    this.#state = before;
    if (!this.#mustPlace(place)) this.#guessed.delete(place);
    else this.#first = Math.min(this.#first, place);
  }

  #mustPlace(place: number): boolean {
    return this.#operations[place]!.answeredAt < Infinity;
  }

  #skip(): void {
    const { length } = this.#operations;
    while (this.#first < length) {
      if (!this.#isPlaced[this.#first] && this.#mustPlace(this.#first)) return;
      this.#first++;
    }
  }

  /** Names what was put somewhere, and the state behind that. */
  #nameWhole(): string {
    const ahead: number[] = [];
    const end = this.#operations[this.#first]?.answeredAt ?? -Infinity;
    for (let place = this.#first + 1; place < this.#isPlaced.length; place++) {
      if (this.#operations[place]!.askedAt > end) break;
      if (this.#isPlaced[place] && this.#mustPlace(place)) ahead.push(place);
    }
    const guessed = [...this.#guessed].sort((left, right) => left - right);
    const state = this.#model.nameState(this.#state);
    return `${this.#first};${ahead};${guessed};${state}`;
  }

  #noteLongest(): void {
    if (this.#steps.length <= this.#longest.length) return;
    this.#longest = this.#steps.map(({ place }) => place);
    this.#longestState = this.#state;
  }

  #tell(): Disorder<State, Operation> {
    const operations = this.#operations;
    for (const place of this.#longest) this.#isPlaced[place] = true;
    this.#skip();
    const stuck = [...this.#listNext()];
    return {
      longest: this.#longest.map((place) => operations[place]!),
      state: this.#longestState,
      stuck: stuck.map((place) => operations[place]!),
    };
  }
}
