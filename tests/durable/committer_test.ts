import { assertEquals } from "@std/assert";
import type { CommitSource } from "../../src/actor/port/committer.ts";
import { GroupCommitter } from "../../src/engine/durable/committer.ts";
import type { ActorWrite, Store } from "../../src/store/store.ts";
import { SimulatedRuntime } from "@backstage/actors/testing";

/** A committer over a store that answers when it is told to. */
class Bed {
  readonly runtime = new SimulatedRuntime();
  /** How many actors each commit was for. */
  readonly sizes: number[] = [];
  readonly committer: GroupCommitter;
  #answer: (refused: number[]) => void = () => {};

  constructor() {
    const commit = (writes: readonly ActorWrite[]): Promise<number[]> => {
      this.sizes.push(writes.length);
      return new Promise((resolve) => this.#answer = resolve);
    };
    const ignore = (): void => {};
    this.committer = new GroupCommitter({
      runtime: this.runtime,
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      settings: {
        store: { commit } as unknown as Store,
        maxUncommitted: 1_000,
      },
      scheduler: { markBusy: ignore, markIdle: ignore },
    });
  }

  /** Has so many actors change something within one run. */
  change(count: number): void {
    for (let id = 0; id < count; id++) {
      this.committer.countTurn();
      this.committer.add(makeSource(`${id}`));
    }
  }

  /** Answers the commit that is under way. */
  async answer(): Promise<void> {
    this.#answer([]);
    await this.runtime.settle();
  }
}

function makeSource(id: string): CommitSource {
  const ignore = (): void => {};
  const write = { actor: { type: "Ledger", id }, expected: 0 };
  return {
    takeWrite: () => write,
    noteCommitted: ignore,
    release: ignore,
    noteFenced: ignore,
    noteLost: ignore,
  };
}

Deno.test("GroupCommitter.add() writes at once what one run has", async () => {
  const bed = new Bed();
  bed.change(63);
  assertEquals(bed.sizes, []);
  await bed.runtime.settle();
  assertEquals(bed.sizes, [63]);
});

Deno.test("GroupCommitter.add() begins early once many wait", async () => {
  const bed = new Bed();
  bed.change(300);
  assertEquals(bed.sizes, [64]);
  await bed.answer();
  assertEquals(bed.sizes, [64, 236]);
  await bed.answer();
  // As half of what the last one wrote is enough, two take turns from now on.
  bed.change(300);
  assertEquals(bed.sizes, [64, 236, 118]);
  await bed.answer();
  assertEquals(bed.sizes, [64, 236, 118, 182]);
});
