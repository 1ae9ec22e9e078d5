import type { CofferBook } from "../../cast/coffer.ts";
import { isInRuns, listRuns } from "../../support/runs.ts";
import type { Call } from "../client/history.ts";

/** The books of all coffers, by their names. */
export type Books = Record<string, CofferBook>;

/** An operation, of all calls that were made for it. */
interface Operation {
  readonly call: Call;
  /** Whether one of its calls was answered. */
  isAnswered: boolean;
  /** Whether one of its calls may have run. */
  isPossible: boolean;
}

/** Whether all that was sent has been received. */
export function isSettled(books: Books): boolean {
  return tellTransit(books).length === 0;
}

/** Says what was sent and not received, or the other way round. */
export function tellTransit(books: Books): string[] {
  return Object.entries(books).flatMap(([from, { sentTo }]) =>
    Object.entries(books).flatMap(([to, { receivedFrom }]) => {
      const sent = sentTo[to] ?? { count: 0, cents: 0 };
      const received = receivedFrom[from] ?? { count: 0, cents: 0 };
      if (sent.count === received.count && sent.cents === received.cents) {
        return [];
      }
      return `${from} has sent ${sent.count} times ${to}, ${sent.cents} ` +
        `cents, which has received ${received.count}, ${received.cents} cents`;
    })
  );
}

/** Compares books with what clients know; says what does not fit. */
export function tellBooks(books: Books, calls: readonly Call[]): string[] {
  const operations = gather(calls);
  return [
    ...Object.entries(books).flatMap(([name, { faults }]) =>
      faults.map((fault) => `${name}: ${fault}`)
    ),
    ...[...operations.values()].flatMap((operation) =>
      tellLost(books, operation)
    ),
    ...tellForged(books, operations),
    ...tellTransit(books),
    ...tellMoney(books, operations),
  ];
}

function gather(calls: readonly Call[]): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const call of calls) {
    if (call.kind !== "deposit" && call.kind !== "transfer") continue;
    const name = nameOf(call.actor, call.lane, call.kind, call.number);
    const known = operations.get(name) ??
      { call, isAnswered: false, isPossible: false };
    known.isAnswered ||= call.outcome === "answered";
    known.isPossible ||= call.outcome !== "not-run";
    operations.set(name, known);
  }
  return operations;
}

function nameOf(
  actor: string,
  lane: string,
  kind: string,
  number: number,
): string {
  return `${kind} ${number} of ${lane} at ${actor}`;
}

function tellLost(
  books: Books,
  { call, isAnswered }: Operation,
): string[] {
  const { actor, kind, lane, number } = call;
  const book = books[actor];
  const runs = (kind === "deposit" ? book?.deposited : book?.sent)?.[lane];
  if (!isAnswered || isInRuns(runs ?? [], number)) return [];
  return [`lost: ${nameOf(actor, lane, kind, number)} was answered`];
}

/** Lists what books say was done. */
function* listDone(
  books: Books,
): Generator<{ readonly actor: string; readonly name: string }> {
  for (const [actor, { deposited, sent }] of Object.entries(books)) {
    for (const [kind, lanes] of [["deposit", deposited], ["transfer", sent]]) {
      for (const [lane, runs] of Object.entries(lanes!)) {
        for (const number of listRuns(runs)) {
          yield { actor, name: nameOf(actor, lane, kind as string, number) };
        }
      }
    }
  }
}

function tellForged(
  books: Books,
  operations: ReadonlyMap<string, Operation>,
): string[] {
  return [...listDone(books)].flatMap(({ name }) => {
    const operation = operations.get(name);
    if (operation?.isPossible) return [];
    const known = operation === undefined ? "not asked for" : "not run";
    return [`forged: ${name} was ${known}`];
  });
}

/** Compares the cents of each coffer with what it has done. */
function tellMoney(
  books: Books,
  operations: ReadonlyMap<string, Operation>,
): string[] {
  const expected = new Map<string, number>();
  let put = 0;
  const add = (name: string, cents: number) =>
    expected.set(name, (expected.get(name) ?? 0) + cents);
  for (const { actor, name } of listDone(books)) {
    const { kind, parts } = operations.get(name)?.call ?? { parts: [0] };
    const cents = Number(parts[0]);
    add(actor, kind === "transfer" ? -cents : cents);
    if (kind === "deposit") put += cents;
  }
  for (const [name, { receivedFrom }] of Object.entries(books)) {
    for (const { cents } of Object.values(receivedFrom)) add(name, cents);
  }
  const held = sum(Object.values(books).map(({ cents }) => cents));
  const faults = Object.entries(books).flatMap(([name, { cents }]) => {
    const due = expected.get(name) ?? 0;
    return cents === due ? [] : [`${name} has ${cents} cents, not ${due}`];
  });
  if (held !== put) faults.push(`all have ${held} cents, not ${put}`);
  return faults;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
