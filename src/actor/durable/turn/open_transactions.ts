import {
  type Asker,
  findAsker,
  HAS_CONTEXTS,
} from "../../turn/turn_context.ts";
import type { TurnCell } from "../../turn/turn.ts";
import type { StaleValue } from "../state/stale_value.ts";
import type { Transaction } from "./transaction.ts";

/**
 * The turns and hooks of one actor that are under way, the innermost last: a
 * chain, for as a rule there is one, and a list would be made for each turn.
 */
export class OpenTransactions {
  readonly #cell: TurnCell;
  #innermost: Transaction | null = null;

  constructor(cell: TurnCell) {
    this.#cell = cell;
  }

  /** The one that began last. */
  get innermost(): Transaction | null {
    return this.#innermost;
  }

  /** Returns the one of the code that asks, if it belongs to one. */
  get current(): Transaction | null {
    const innermost = this.#innermost;
    if (innermost === null || innermost.isOnStack || !HAS_CONTEXTS) {
      return innermost;
    }
    const asker = findAsker();
    const isOwn = asker !== null && asker.isOpen && asker.cell === this.#cell;
    return isOwn ? this.find(asker) ?? null : null;
  }

  /** Whether the turn whose method runs is a reminder's. */
  get isReminding(): boolean {
    const { innermost } = this;
    return innermost !== null && innermost.isOnStack &&
      innermost.tick !== null;
  }

  /** Returns that of a turn or hook that goes on. */
  find(asker: Asker): Transaction | undefined {
    return this.all.find((one) => one.asker === asker);
  }

  add(transaction: Transaction): void {
    transaction.outer = this.#innermost;
    this.#innermost = transaction;
  }

  delete(transaction: Transaction): void {
    if (this.#innermost === transaction) {
      this.#innermost = transaction.outer;
      return;
    }
    const inner = this.all.find(({ outer }) => outer === transaction);
    if (inner !== undefined) inner.outer = transaction.outer;
  }

  /** Learns what states held that others go on with, and that was undone. */
  noteUndone(stale: readonly StaleValue[]): void {
    for (const one of this.all) one.stale = [...one.stale, ...stale];
  }

  clear(): void {
    this.#innermost = null;
  }

  /** All as they are now, the innermost first. */
  get all(): Transaction[] {
    const all: Transaction[] = [];
    for (let one = this.#innermost; one !== null; one = one.outer) {
      all.push(one);
    }
    return all;
  }
}
