import type { MemoryBucket } from "../../cluster/memory/bucket.ts";
import { MemoryLeases } from "../../cluster/memory/leases.ts";
import type {
  LeaseEntry,
  Leases,
  LeasesHost,
} from "../../cluster/port/leases.ts";
import type { ClusterFaultName } from "./faults.ts";
import { askThrough } from "./gate.ts";
import type { Member } from "./member.ts";

/** The longest that the bucket is late, in milliseconds. */
const LATE_MS = 2_000;

/** A bucket as a node has it whose faults strike, and which may end. */
export class MemberLeases implements Leases {
  readonly #leases: MemoryLeases;
  readonly #member: Member;
  readonly #unhear: () => void;

  constructor(bucket: MemoryBucket, member: Member) {
    const { fabric, name } = member;
    this.#member = member;
    this.#leases = new MemoryLeases(bucket);
    this.#unhear = fabric.hear(name, () => this.#noteConnection());
    this.#noteConnection();
  }

  open(shards: number, host: LeasesHost): Promise<void> {
    const { gate } = this.#member;
    const listener: LeasesHost = {
      noteEntry: (entry) => gate.pass(() => host.noteEntry(entry)),
      noteComplete: () => gate.pass(() => host.noteComplete()),
      noteConnected: (isConnected) =>
        gate.pass(() => host.noteConnected(isConnected)),
      lose: (error) => gate.pass(() => host.lose(error)),
    };
    return askThrough(gate, () => this.#leases.open(shards, listener));
  }

  write(
    key: string,
    bytes: Uint8Array,
    expected: number,
  ): Promise<number | null> {
    const write = (): Promise<number | null> =>
      this.#leases.write(key, bytes, expected);
    return this.#ask(`write ${key}`, write);
  }

  remove(key: string, expected: number): Promise<boolean> {
    const remove = (): Promise<boolean> => this.#leases.remove(key, expected);
    return this.#ask(`remove ${key}`, remove);
  }

  read(key: string): Promise<LeaseEntry | null> {
    return this.#ask(`read ${key}`, () => this.#leases.read(key));
  }

  close(): Promise<void> {
    this.#unhear();
    return askThrough(this.#member.gate, () => this.#leases.close());
  }

  /** Ends as its process does. */
  end(): void {
    this.#unhear();
    this.#leases.crash();
  }

  #noteConnection(): void {
    const { fabric, name } = this.#member;
    if (fabric.isConnected(name)) this.#leases.mend();
    else this.#leases.cut();
  }

  #ask<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
    const { gate, name } = this.#member;
    return askThrough(gate, () => this.#askLater(`${name}: ${what}`, ask));
  }

  async #askLater<Answer>(
    where: string,
    ask: () => Promise<Answer>,
  ): Promise<Answer> {
    await this.#delay(where);
    if (this.#strikes("bucket:failed", where)) {
      throw new Error(`Cannot ask the bucket (${where}): fault bucket:failed`);
    }
    const answer = await ask();
    if (this.#strikes("bucket:lost-answer", where)) {
      throw new Error(`Cannot tell what came of ${where}: its answer is lost`);
    }
    await this.#delay(where);
    return answer;
  }

  async #delay(where: string): Promise<void> {
    if (!this.#strikes("bucket:late", where)) return;
    const { faults, runtime } = this.#member;
    const delayMs = 1 + faults.below(LATE_MS);
    await new Promise<void>((resolve) =>
      void runtime.setTimer(delayMs, resolve)
    );
  }

  #strikes(name: ClusterFaultName, where: string): boolean {
    return this.#member.faults.strikes(name, where);
  }
}
