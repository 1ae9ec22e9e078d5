import type { Context, DeactivationReason } from "@backstage/actors";
import type { ActorName, Letter } from "./letters.ts";

/** One activation of an actor. */
export interface Life {
  readonly name: ActorName;
  isUp: boolean;
  isOver: boolean;
  /** Whether its turns were cut: they wait for nothing. */
  isCut: boolean;
  /** How many turns are under way. */
  turns: number;
  /** The last of each sender that it has given back. */
  readonly given: Map<string, number>;
}

/** Sees what becomes of letters, and says what is wrong about it. */
export class Witness {
  readonly problems: string[] = [];
  readonly lives = new Map<ActorName, Life>();
  readonly #byContext = new WeakMap<Context, Life>();
  readonly #fates = new Map<string, string>();
  /** The last number of each pair that has begun, or was given back. */
  readonly #begun = new Map<string, number>();
  readonly #given = new Map<string, number>();
  /** Those whose turns are under way and await the letter of a key. */
  readonly #awaited = new Map<string, Life>();
  readonly #isReleasing: (name: string) => boolean;
  isSuspended = false;
  /** Those that were told to move, at any time. */
  readonly moved = new Set<string>();
  /** Those that the node has lost, until they are dormant. */
  readonly cut = new Set<string>();
  /** The same, until that is told: what is needed of them goes as well. */
  readonly ending = new Set<string>();
  /** By actor, the pills that wait which came before it was told to go. */
  readonly pills = new Map<ActorName, number>();

  constructor(isReleasing: (name: string) => boolean) {
    this.#isReleasing = isReleasing;
  }

  /** What became of a letter; `undefined` where nothing has. */
  fateOf({ key }: Letter): string | undefined {
    return this.#fates.get(key);
  }

  noteBuilt(name: ActorName, ctx: Context): void {
    const before = this.lives.get(name);
    if (before !== undefined && before.isUp && !before.isOver) {
      this.#say(`${name} is built while it is live`);
    }
    if (this.cut.has(name)) this.#say(`${name} is built though it is lost`);
    const life: Life = {
      name,
      isUp: false,
      isOver: false,
      isCut: false,
      turns: 0,
      given: new Map(),
    };
    this.lives.set(name, life);
    this.#byContext.set(ctx, life);
  }

  noteInit(ctx: Context): void {
    this.#byContext.get(ctx)!.isUp = true;
  }

  noteDeinit(ctx: Context, reason: DeactivationReason): void {
    const life = this.#byContext.get(ctx)!;
    if (life.isOver) this.#say(`${life.name} ends twice, as ${reason}`);
    if (!life.isUp) this.#say(`${life.name} ends and was never live`);
    life.isOver = true;
  }

  /** Sees a turn begin; returns the life that it is of. */
  noteBegun(letter: Letter, ctx: Context): Life {
    const life = this.#byContext.get(ctx)!;
    const { from, to, number, key } = letter;
    const pair = `${from}>${to}`;
    this.#decide(letter, "begun");
    if (life.isOver || !life.isUp) this.#say(`${key} begins in no life`);
    if (this.isSuspended) this.#say(`${key} begins in doubt`);
    // What is needed comes back to an open turn, which others are beside.
    const isOne = to === "plain" || to === "brittle";
    if (isOne && life.turns > 0) this.#say(`${key} begins beside another`);
    if (number < (this.#begun.get(pair) ?? -1)) {
      this.#say(`${key} begins behind a later one`);
    }
    this.#begun.set(pair, number);
    const isFree = !this.pills.get(to) && this.#isReleasing(to);
    if (from === "outside" && isFree) {
      this.#say(`${key} begins in a life that goes`);
    }
    const given = life.given.get(pair);
    // Once its sender moves as well, what its turns need runs here.
    const mayOvertake = this.moved.has(from);
    if (given !== undefined && given < number && !mayOvertake) {
      this.#say(`${key} begins behind one that was given back`);
    }
    life.turns++;
    return life;
  }

  /** Sees one given back. */
  noteRerouted(letter: Letter): void {
    const { from, to, number, key } = letter;
    const pair = `${from}>${to}`;
    this.#decide(letter, "rerouted");
    if (number < (this.#begun.get(pair) ?? -1)) {
      this.#say(`${key} is given back behind a later one that has begun`);
    }
    if (number < (this.#given.get(pair) ?? -1)) {
      this.#say(`${key} is given back behind a later one`);
    }
    this.#given.set(pair, number);
    const life = this.lives.get(to);
    if (life !== undefined && !life.isOver) life.given.set(pair, number);
    const waiter = this.#awaited.get(key);
    const isNeeded = waiter !== undefined && !waiter.isOver &&
      !waiter.isCut && this.#isReleasing(waiter.name);
    if (isNeeded && this.#isReleasing(to) && !this.ending.has(to)) {
      this.#say(`${key} is given back though a turn needs it`);
    }
  }

  /** Learns that a turn of a life awaits a letter, or does not any more. */
  noteAwaiting({ key }: Letter, life: Life, isWaiting: boolean): void {
    if (isWaiting) this.#awaited.set(key, life);
    else this.#awaited.delete(key);
  }

  /** Learns that the turns of an actor are cut: they wait for nothing. */
  noteCut(name: ActorName): void {
    this.cut.add(name);
    this.ending.add(name);
    const life = this.lives.get(name);
    if (life !== undefined) life.isCut = true;
  }

  noteDormant(name: string): void {
    this.cut.delete(name);
    // What waited is given back in the same go.
    queueMicrotask(() => this.ending.delete(name));
  }

  /** Learns of a pill, or of its end. */
  notePill(name: ActorName, change: 1 | -1): void {
    this.pills.set(name, (this.pills.get(name) ?? 0) + change);
  }

  #decide({ key }: Letter, fate: string): void {
    const known = this.#fates.get(key);
    if (known !== undefined) this.#say(`${key} is ${fate}, and was ${known}`);
    this.#fates.set(key, fate);
  }

  #say(problem: string): void {
    this.problems.push(problem);
  }
}
