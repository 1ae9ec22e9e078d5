/**
 * Measures ways to answer an awaited call, without an engine around them:
 * `deno task bench:replies`. `docs/performance.md` says what follows from it.
 *
 * @module
 */
import { describeMachine } from "./machine.ts";
import { median, printRows, time } from "./measure.ts";

const CALLS = 200_000;
const WARM_UPS = 2;
const ROUNDS = 9;

/** A reply that is about to be settled. */
interface Open {
  settle(value: number): void;
}

type Settle = (value: number) => void;

let due: Open | null = null;

function settleDue(): void {
  due?.settle(1);
  due = null;
}

/** A promise of the platform, made at the call. */
class Plain implements Open {
  readonly promise: Promise<number>;
  #resolve!: Settle;

  constructor() {
    this.promise = new Promise((resolve) => this.#resolve = resolve);
  }

  settle(value: number): void {
    this.#resolve(value);
  }
}

/** One that knows when it is awaited: its constructor is asked for then. */
class Noting extends Promise<number> implements Open {
  readonly #resolve: Settle;
  #isAwaited = false;

  static {
    Object.defineProperty(Noting.prototype, "constructor", {
      get(this: Noting): PromiseConstructor {
        this.#isAwaited = true;
        return Promise;
      },
    });
  }

  constructor() {
    let settle!: Settle;
    super((resolve) => settle = resolve);
    this.#resolve = settle;
  }

  get isAwaited(): boolean {
    return this.#isAwaited;
  }

  settle(value: number): void {
    this.#resolve(value);
  }
}

/** No promise before it is awaited: what the library does. */
class Lazy implements Open, PromiseLike<number> {
  #value = 0;
  #isOver = false;
  #waiting: Plain | null = null;

  settle(value: number): void {
    this.#value = value;
    this.#isOver = true;
    this.#waiting?.settle(value);
  }

  then<R1 = number, R2 = never>(
    onValue?: ((value: number) => R1 | PromiseLike<R1>) | null,
    onError?: ((error: unknown) => R2 | PromiseLike<R2>) | null,
  ): Promise<R1 | R2> {
    const promise = this.#isOver
      ? Promise.resolve(this.#value)
      : (this.#waiting ??= new Plain()).promise;
    return promise.then(onValue, onError);
  }
}

async function call<Reply extends Open>(
  make: () => Reply,
  promiseOf: (reply: Reply) => PromiseLike<number>,
): Promise<void> {
  for (let at = 0; at < CALLS; at++) {
    const reply = make();
    due = reply;
    queueMicrotask(settleDue);
    await promiseOf(reply);
  }
}

async function drop(make: () => Open): Promise<void> {
  for (let at = 0; at < CALLS; at++) make().settle(1);
  await null;
}

async function onlyRun(): Promise<void> {
  for (let at = 0; at < CALLS; at++) {
    queueMicrotask(settleDue);
    await null;
  }
}

const WAYS: Readonly<Record<string, () => Promise<void>>> = {
  "a microtask and an await, no reply": onlyRun,
  "a promise of the platform, awaited": () =>
    call(() => new Plain(), ({ promise }) => promise),
  "a promise that notes its await, awaited": () =>
    call(() => new Noting(), (reply) => reply),
  "a lazy reply, awaited": () => call(() => new Lazy(), (reply) => reply),
  "a promise of the platform, not awaited": () => drop(() => new Plain()),
  "a promise that notes its await, not awaited": () => drop(() => new Noting()),
  "a lazy reply, not awaited": () => drop(() => new Lazy()),
};

if (import.meta.main) {
  const figures = new Map<string, number[]>();
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    for (const [way, work] of Object.entries(WAYS)) {
      const ns = await time(work) * 1e6 / CALLS;
      if (round >= 0) figures.set(way, [...figures.get(way) ?? [], ns]);
    }
  }
  const rows = [...figures].map(([way, all]) => [
    way,
    median(all).toFixed(0),
    `${Math.min(...all).toFixed(0)}-${Math.max(...all).toFixed(0)}`,
  ]);
  printRows(["reply", "ns a call", "range"], rows);
  console.log(`${describeMachine()}; medians of ${ROUNDS}.`);
}
