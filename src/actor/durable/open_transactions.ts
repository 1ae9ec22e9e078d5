import { type Asker, findAsker, HAS_CONTEXTS } from "../turn/turn_context.ts";
import type { TurnCell } from "../turn/turn.ts";
import type { Transaction } from "./transaction.ts";

/** The turns and hooks of one actor that are under way, the innermost last. */
export class OpenTransactions {
  readonly #cell: TurnCell;
  #open: Transaction[] = [];

  constructor(cell: TurnCell) {
    this.#cell = cell;
  }

  /** The one that began last. */
  get innermost(): Transaction | undefined {
    return this.#open.at(-1);
  }

  /** Returns the one of the code that asks, if it belongs to one. */
  get current(): Transaction | null {
    const { innermost } = this;
    if (innermost === undefined || innermost.isOnStack) {
      return innermost ?? null;
    }
    if (!HAS_CONTEXTS) return innermost;
    const asker = findAsker();
    const isOwn = asker !== null && asker.isOpen && asker.cell === this.#cell;
    return isOwn ? this.find(asker) ?? null : null;
  }

  /** Whether the turn whose method runs is a reminder's. */
  get isReminding(): boolean {
    const { innermost } = this;
    return innermost !== undefined && innermost.isOnStack &&
      innermost.tick !== null;
  }

  /** Returns that of a turn or hook that goes on. */
  find(asker: Asker): Transaction | undefined {
    return this.#open.find((one) => one.asker === asker);
  }

  add(transaction: Transaction): void {
    this.#open.push(transaction);
  }

  delete(transaction: Transaction): void {
    const at = this.#open.indexOf(transaction);
    if (at >= 0) this.#open.splice(at, 1);
  }

  /** Whether one is as it is asked for. */
  some(isAsked: (transaction: Transaction) => boolean | undefined): boolean {
    return this.#open.some(isAsked);
  }

  clear(): void {
    this.#open = [];
  }

  /** All, as they are now. */
  [Symbol.iterator](): Iterator<Transaction> {
    return [...this.#open].values();
  }
}
