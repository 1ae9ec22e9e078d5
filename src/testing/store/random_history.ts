import type { ActorId } from "../../envelope/actor_id.ts";
import { copyWrite, MemoryData } from "../../store/memory/data.ts";
import type {
  ActorWrite,
  DueActor,
  RecordWrite,
  RowKind,
  RowName,
  RowWrite,
  Store,
} from "../../store/store.ts";
import { Chance } from "../simulate/chance.ts";

/** A question to a store, and what a right one answers. */
export interface Asked {
  readonly what: string;
  readonly answer: Promise<unknown>;
  readonly right: unknown;
}

const TYPES = ["A", "a", "A\0", "\uffff", "\u{10000}"];
const IDS = ["", "1", "10", "1\0", "x", "\uffff", "\u{1f600}"];
const KINDS: readonly RowKind[] = ["mark", "answer"];
const KEYS = ["k", "K", "k\0", "\u{1f600}", "\uffff"];
const TIMES = [null, 0, 1, 1.5, 2, 50];
const EPOCHS = [undefined, undefined, undefined, 1, 2, 3];
const SHARDS = [undefined, 0, 1, 2];
const SIZES = [0, 1, 100, 5_000];
/** How many of each kind a page has, one of these. */
const LIMITS = [1, 2, 7, 999];
const ALL = 999;

/** Random questions, which come from a seed, and their right answers. */
export class RandomHistory {
  readonly #chance: Chance;
  readonly #model = new MemoryData();
  readonly #isShared: boolean;
  #count = 0;

  /** Creates the questions of a seed, those of shared stores if it is one. */
  constructor(seed: number, isShared: boolean) {
    this.#chance = new Chance(seed, 0);
    this.#isShared = isShared;
  }

  /** Asks a store the next question. */
  ask(store: Store): Asked {
    const place = `answer ${++this.#count}`;
    const asked = this.#pick([
      () => this.#commit(store),
      () => this.#commit(store),
      () => this.#commit(store),
      () => this.#load(store),
      () => this.#read(store),
      () => this.#listRows(store),
      () => this.#due(store),
      () => this.#list(store),
      () => this.#expire(store),
      ...(this.#isShared ? [() => this.#fence(store)] : []),
    ])();
    return { ...asked, what: `${place}, of ${asked.what},` };
  }

  #commit(store: Store): Asked {
    const length = this.#chance.below(5);
    const writes = Array.from({ length }, () => this.#makeWrite());
    const answer = store.commit(writes);
    const right = this.#model.commit(writes.map(copyWrite), 0);
    return { what: "commit()", answer, right };
  }

  #fence(store: Store): Asked {
    const shard = this.#pick([0, 1, 2]);
    const epoch = this.#pick([1, 1, 2, 3]);
    const answer = store.fence!(shard, epoch).then(() => true, codeOf);
    let right: unknown = true;
    try {
      this.#model.fence(shard, epoch);
    } catch (error) {
      right = codeOf(error);
    }
    return { what: "fence()", answer, right };
  }

  #load(store: Store): Asked {
    const actor = this.#pickActor();
    const right = this.#model.load(actor);
    return { what: "load()", answer: store.load(actor), right };
  }

  #read(store: Store): Asked {
    const [actor, row] = [this.#pickActor(), this.#pickRow()];
    const right = this.#model.read(actor, row);
    return { what: "read()", answer: store.read(actor, row), right };
  }

  #listRows(store: Store): Asked {
    const actor = this.#pickActor();
    const query = {
      kind: this.#pick([undefined, ...KINDS]),
      limit: this.#pick(LIMITS),
      after: this.#pick([undefined, this.#pickRow()]),
    };
    const right = this.#model.listRows(actor, query);
    const answer = store.listRows(actor, query);
    return { what: "listRows()", answer, right };
  }

  #due(store: Store): Asked {
    const wakeAt = this.#pick([1, 1.5, 50]);
    const after: DueActor = { actor: this.#pickActor(), wakeAt };
    const query = {
      until: this.#pick([-1, 1, 1.5, 60]),
      limit: this.#pick(LIMITS),
      after: this.#pick([undefined, after]),
      shards: this.#isShared ? this.#pick([undefined, [0], [2, 1]]) : undefined,
    };
    const right = this.#model.due(query);
    return { what: "due()", answer: store.due(query), right };
  }

  #list(store: Store): Asked {
    const query = {
      type: this.#pick([undefined, ...TYPES]),
      limit: this.#pick(LIMITS),
      after: this.#pick([undefined, this.#pickActor()]),
    };
    const right = this.#model.list(query)
      .map(({ committedAt: _, ...info }) => info);
    return { what: "list()", answer: store.list(query), right };
  }

  #expire(store: Store): Asked {
    const now = this.#pick([-1, 1, 1.75]);
    const right = this.#model.expire(now, ALL);
    return { what: "expire()", answer: store.expire(now, ALL), right };
  }

  #makeWrite(): ActorWrite {
    const actor = this.#pickActor();
    const version = this.#model.load(actor)?.version ?? 0;
    const length = this.#chance.below(4);
    return {
      actor,
      expected: this.#chance.below(5) === 0 ? version + 1 : version,
      epoch: this.#pick(EPOCHS),
      shard: this.#isShared ? this.#pick(SHARDS) : undefined,
      record: this.#makeRecord(),
      rows: this.#pick([
        undefined,
        Array.from({ length }, () => this.#makeRow()),
      ]),
    };
  }

  #makeRecord(): RecordWrite | null | undefined {
    const record = { bytes: this.#makeBytes(), wakeAt: this.#pick(TIMES) };
    return this.#pick([undefined, null, record, record, record]);
  }

  #makeRow(): RowWrite {
    return {
      ...this.#pickRow(),
      bytes: this.#pick([null, this.#makeBytes(), this.#makeBytes()]),
      expiresAt: this.#pick(TIMES),
    };
  }

  #makeBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#pick(SIZES));
    return bytes.fill(this.#chance.below(256));
  }

  #pickActor(): ActorId {
    return { type: this.#pick(TYPES), id: `i${this.#pick(IDS)}` };
  }

  #pickRow(): RowName {
    return { kind: this.#pick(KINDS), key: this.#pick(KEYS) };
  }

  #pick<Choice>(choices: readonly Choice[]): Choice {
    return choices[this.#chance.below(choices.length)]!;
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : error;
}
