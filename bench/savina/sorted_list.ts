// Savina 9, Concurrent Sorted Linked List: workers add, look up and ask for the
// size.
import type { Engine } from "@backstage/actors";
import { SortedListProxy } from "../generated/sorted_list_proxy.gen.ts";
import { ListWorkerProxy } from "../generated/list_worker_proxy.gen.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const WORKERS = 20;
const MESSAGES = 2_000;
const WRITE_PERCENT = 10;
const SIZE_PERCENT = 1;

interface Node {
  readonly value: number;
  next: Node | undefined;
}

// @generate-proxy
export class SortedList {
  #head: Node | undefined;
  #size = 0;

  add(value: number): number {
    let before: Node | undefined;
    let at = this.#head;
    while (at && at.value < value) [before, at] = [at, at.next];
    const node = { value, next: at };
    if (before) before.next = node;
    else this.#head = node;
    this.#size++;
    return value;
  }

  contains(value: number): boolean {
    let at = this.#head;
    while (at && at.value < value) at = at.next;
    return at?.value === value;
  }

  size(): number {
    return this.#size;
  }
}

// @generate-proxy
export class ListWorker {
  async work(
    id: number,
    messages: number,
    list: SortedListProxy,
  ): Promise<number> {
    const random = new PseudoRandom(
      id + messages + WRITE_PERCENT + SIZE_PERCENT,
    );
    let writes = 0;
    for (let i = 0; i < messages; i++) {
      const dice = random.below(100);
      if (dice < SIZE_PERCENT) {
        await list.size();
      } else if (dice < SIZE_PERCENT + WRITE_PERCENT) {
        await list.add(random.next());
        writes++;
      } else {
        await list.contains(random.next());
      }
    }
    return writes;
  }
}

export async function playSortedList(engine: Engine): Promise<void> {
  const list = engine.getActor(SortedListProxy, "l");
  const writes = await Promise.all(
    Array.from(
      { length: WORKERS },
      (_, i) =>
        engine.getActor(ListWorkerProxy, `w${i}`).work(i, MESSAGES, list),
    ),
  );
  verify(await list.size() === writes.reduce((a, b) => a + b), "size");
}
