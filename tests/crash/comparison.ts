import type { Book } from "../cast/vault.ts";
import type { Operation } from "./operation.ts";
import type { Books } from "./protocol.ts";

/** What a comparison finds, each counted. */
export interface Findings {
  /** Answered, and not done; or half of it. */
  lost: number;
  /** Done twice. */
  doubled: number;
  /** Done, though it had failed or was never asked for. */
  forged: number;
  /** Transfers of one vault to another that came out of order. */
  disordered: number;
  /** Cents that are missing, or too many. */
  cents: number;
}

/** Returns findings of nothing. */
export function noFindings(): Findings {
  return { lost: 0, doubled: 0, forged: 0, disordered: 0, cents: 0 };
}

/** Whether nothing was found. */
export function isFlawless(findings: Findings): boolean {
  return Object.values(findings).every((count) => count === 0);
}

/** The lists of a book that operations are in. */
type List = "deposited" | "received" | "sent" | "ticked";

/** Compares books with what is known of operations. */
export class Comparison {
  readonly #operations: ReadonlyMap<number, Operation>;
  readonly #books: Books;
  readonly #counts = new Map<string, number>();

  constructor(operations: ReadonlyMap<number, Operation>, books: Books) {
    this.#operations = operations;
    this.#books = books;
    for (const [vault, book] of books) {
      for (const list of ["deposited", "received", "sent", "ticked"] as const) {
        for (const number of book[list]) {
          const name = `${vault} ${list} ${number}`;
          this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
        }
      }
    }
  }

  /** Whether all has come that is still on its way. */
  get isSettled(): boolean {
    return [...this.#operations.values()].every((operation) => {
      const { kind, outcome, vault, to } = operation;
      if (kind === "remind") {
        return outcome !== "answered" || this.#has(vault, "ticked", operation);
      }
      return kind !== "transfer" || !this.#has(vault, "sent", operation) ||
        this.#has(to, "received", operation);
    });
  }

  /** Compares; `held` is how many cents all vaults had before. */
  find(held: number): Findings {
    const found = noFindings();
    for (const [name, count] of this.#counts) {
      if (count > 1) found.doubled += count - 1;
      if (!this.#isExpected(name)) found.forged++;
    }
    for (const operation of this.#operations.values()) {
      if (this.#isLost(operation)) found.lost++;
    }
    for (const { faults } of this.#books.values()) {
      found.disordered += faults.length;
    }
    found.cents = Math.abs(this.cents - held - this.#deposited);
    return found;
  }

  /** Says what is lost, or should not be there: for who looks for the cause. */
  describe(): string[] {
    const lost = [...this.#operations.values()]
      .filter((operation) => this.#isLost(operation))
      .map((operation) => {
        const { turns } = this.#books.get(operation.vault)!;
        return `lost: ${JSON.stringify(operation)}, its vault has ${turns}`;
      });
    const odd = [...this.#counts]
      .filter(([name, count]) => count > 1 || !this.#isExpected(name))
      .map(([name, count]) => `${count} times: ${name}`);
    const faults = [...this.#books.entries()]
      .flatMap(([vault, { faults }]) =>
        faults.map((one) => `${vault}: ${one}`)
      );
    return [...lost, ...odd, ...faults];
  }

  /** How many cents all vaults have. */
  get cents(): number {
    return sum([...this.#books.values()].map(({ cents }: Book) => cents));
  }

  /** How many cents were put in, by what the books say. */
  get #deposited(): number {
    return sum(
      [...this.#books.values()]
        .flatMap(({ deposited }) => [...new Set(deposited)])
        .map((number) => this.#operations.get(number)?.cents ?? 0),
    );
  }

  #has(vault: string, list: List, { number }: Operation): boolean {
    return this.#counts.has(`${vault} ${list} ${number}`);
  }

  #turnsOf(vault: string): number {
    return this.#books.get(vault)!.turns;
  }

  #isLost(operation: Operation): boolean {
    const { kind, outcome, to, vault } = operation;
    if (kind === "fail") return false;
    const isAnswered = outcome === "answered";
    // Each answer says how many turns had changed the vault by then.
    if (isAnswered && Number(operation.value) > this.#turnsOf(vault)) {
      return true;
    }
    if (kind === "deposit") {
      return isAnswered && !this.#has(vault, "deposited", operation);
    }
    if (kind === "remind") {
      return isAnswered && !this.#has(vault, "ticked", operation);
    }
    const isSent = this.#has(vault, "sent", operation);
    const isReceived = this.#has(to, "received", operation);
    return isAnswered && !isSent || isSent !== isReceived;
  }

  /** Whether an entry is of an operation that may have been done there. */
  #isExpected(name: string): boolean {
    const [vault, list, number] = name.split(" ");
    const operation = this.#operations.get(Number(number));
    if (operation === undefined || operation.outcome === "not-run") {
      return false;
    }
    switch (list as List) {
      case "deposited":
        return operation.kind === "deposit" && operation.vault === vault;
      case "ticked":
        return operation.kind === "remind" && operation.vault === vault;
      case "sent":
        return operation.kind === "transfer" && operation.vault === vault;
      case "received":
        return operation.kind === "transfer" && operation.to === vault;
    }
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
