import { type Kept, readFields, writeFields } from "./message.ts";
import type { Expected, Outgoing } from "./publish.ts";
import type { StoreStream } from "./stream.ts";

/** The fence of a shard, as it was read last. */
export interface ShardFence {
  /** The number of its message; 0 where there is none. */
  readonly seq: number;
  readonly epoch: number;
  /** The engine that has raised it; empty where none has. */
  readonly engine: string;
}

/** The header that says which engine has raised a fence. */
export const ENGINE = "Backstage-Names";

/** After how many seconds what guards an engine may be forgotten: a week. */
const FORGET_AFTER = 604_800;

const NO_FENCE: ShardFence = { seq: 0, epoch: -Infinity, engine: "" };
const NO_BYTES = new Uint8Array(0);

/** Reads the fence of a shard. */
export function readFence(kept: Kept | null): ShardFence {
  if (kept === null) return NO_FENCE;
  const [epoch] = readFields(kept, 1);
  return { seq: kept.seq, epoch: epoch!, engine: kept.header(ENGINE) };
}

/**
 * By what right an engine commits: the shards whose fences it has raised. They
 * are guarded by one subject, on which an engine that takes one of them over
 * writes in the same batch; so one look at it says that none is lost.
 */
export class Guard {
  /** Names the engine: it has written what has this name. */
  readonly engine: string;
  readonly #stream: StoreStream;
  /** The fences that were read since what it stands on has changed. */
  readonly #fences = new Map<number, ShardFence>();
  #seq = 0;
  /** What says that other engines have written actors of its shards. */
  #others = 0;

  constructor(stream: StoreStream, engine: string) {
    this.#stream = stream;
    this.engine = engine;
  }

  /** What a commit stands on that looks at fences from now on. */
  get expected(): Expected {
    const subject = this.#stream.subjects.guard(this.engine);
    return { seq: this.#seq, subject };
  }

  /** Whether the fence of a shard is its own. */
  isOwn({ engine }: ShardFence): boolean {
    return engine === this.engine;
  }

  /** Returns the fence of a shard; reads it unless it is known. */
  async findFence(shard: number, until: number): Promise<ShardFence> {
    return this.#fences.get(shard) ?? await this.readFence(shard, until);
  }

  /** Reads the fence of a shard, which may be lost by now. */
  async readFence(shard: number, until: number): Promise<ShardFence> {
    const { subjects } = this.#stream;
    const seq = this.#seq;
    const kept = await this.#stream.get(subjects.fence(shard), until);
    const fence = readFence(kept);
    // It may have been lost while it was read.
    if (seq === this.#seq) this.#fences.set(shard, fence);
    return fence;
  }

  /**
   * Returns what raises fences over those that were read, behind what tells
   * other engines that they have lost some.
   */
  raise(
    fences: readonly {
      readonly shard: number;
      readonly epoch: number;
      readonly last: ShardFence;
    }[],
  ): Outgoing[] {
    const { subjects } = this.#stream;
    const others = new Set(fences.map(({ last }) => last.engine));
    others.delete("");
    others.delete(this.engine);
    return [
      ...Array.from(others, (engine) => touch(subjects.guard(engine))),
      ...fences.map(({ shard, epoch, last }) => ({
        subject: subjects.fence(shard),
        bytes: NO_BYTES,
        fields: writeFields(epoch),
        names: this.engine,
        expected: { seq: last.seq },
      })),
    ];
  }

  /** Learns that the fence of a shard is its own. */
  noteRaised(shard: number, fence: ShardFence): void {
    this.#fences.set(shard, fence);
  }

  /** Returns what makes sure that nothing is on its way any more. */
  touch(): Outgoing {
    const { seq, subject } = this.expected;
    return { ...touch(subject!), expected: { seq } };
  }

  /** Learns the number of the message that it stands on by now. */
  noteSeq(seq: number): void {
    if (seq === this.#seq) return;
    this.#seq = seq;
    // Of the shards that were its own, some may be lost.
    this.#fences.clear();
  }

  /** A number that is another once others have written in its shards. */
  get others(): number {
    return this.#others;
  }

  /** Reads what it stands on anew; returns whether that has changed. */
  async refresh(until: number): Promise<boolean> {
    const { subjects } = this.#stream;
    const last = this.#seq;
    const kept = await this.#stream.get(subjects.guard(this.engine), until);
    const seq = kept?.seq ?? 0;
    if (seq === last) return false;
    const others = await this.#stream.get(subjects.others(this.engine), until);
    // At once: what stands on the one must know the other.
    this.#others = others?.seq ?? 0;
    this.noteSeq(seq);
    return true;
  }

  /** Has all fences read anew: another one than its own may be raised. */
  forgetFences(): void {
    this.#fences.clear();
  }

  /**
   * Returns the first message of a commit, which says which one it is, and what
   * it stands on.
   */
  begin(id: string, expected: Expected): Outgoing {
    return {
      subject: this.#stream.subjects.commit(this.engine),
      bytes: NO_BYTES,
      fields: id,
      forgetAfter: FORGET_AFTER,
      expected,
    };
  }

  /**
   * Returns what looks at the fences of shards that are not its own, and tells
   * their engines that another one writes there.
   */
  check(others: readonly (readonly [number, ShardFence])[]): Outgoing[] {
    const { subjects } = this.#stream;
    const engines = new Set(others.map(([, { engine }]) => engine));
    engines.delete("");
    return [
      ...others.map(([shard, { seq }]) => ({
        subject: subjects.commit(this.engine, shard),
        bytes: NO_BYTES,
        fields: writeFields(null),
        forgetAfter: FORGET_AFTER,
        expected: { seq, subject: subjects.fence(shard) },
      })),
      ...Array.from(engines).flatMap((engine) => [
        touch(subjects.guard(engine)),
        touch(subjects.others(engine)),
      ]),
    ];
  }

  /** Returns the id of its last commit that was written; empty for none. */
  async readLast(until: number): Promise<string> {
    const { subjects } = this.#stream;
    const kept = await this.#stream.get(subjects.commit(this.engine), until);
    return kept?.header("Backstage") ?? "";
  }
}

function touch(subject: string): Outgoing {
  return {
    subject,
    bytes: NO_BYTES,
    fields: writeFields(null),
    forgetAfter: FORGET_AFTER,
  };
}
