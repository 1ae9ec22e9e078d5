import type { Books } from "./books.ts";
import { type Call, CLOCK_MS } from "../client/history.ts";

/** What a coffer has answered of an operation. */
interface Answer {
  readonly actor: string;
  /** Its operation: the same one under a key has the same answer. */
  readonly name: string;
  /** How many turns had changed the coffer by then. */
  readonly turns: number;
  /** When the operation was asked for first. */
  readonly askedAt: number;
  readonly answeredAt: number;
}

/**
 * Says where coffers were answered for in a way that no single one could have:
 * two operations that were the same turn have committed over each other; one
 * that was answered before another was asked for must be an earlier turn; and
 * an answer of more turns than there were in the end is of one that was lost.
 */
export function tellAnswers(books: Books, calls: readonly Call[]): string[] {
  const byActor = Map.groupBy(toAnswers(calls), ({ actor }) => actor);
  return [...byActor].flatMap(([actor, own]) => [
    ...tellRepeated(own),
    ...tellDoubled(own),
    ...tellStale(own),
    ...tellLost(own, books[actor]?.turns ?? 0),
  ]);
}

function toAnswers(calls: readonly Call[]): Answer[] {
  const asked = new Map<string, number>();
  return calls.flatMap((call) => {
    const { actor, at, endedAt, kind, lane, number, outcome, value } = call;
    if (kind !== "deposit" && kind !== "transfer") return [];
    const name = `${kind} ${number} of ${lane}`;
    // It may have run at the first call for it, and be answered at a later one.
    const askedAt = Math.min(at, asked.get(name) ?? Infinity);
    asked.set(name, askedAt);
    if (outcome !== "answered") return [];
    return [{
      actor,
      name,
      turns: Number(value),
      askedAt,
      answeredAt: endedAt,
    }];
  });
}

/** Compares the answers under one key. */
function tellRepeated(answers: readonly Answer[]): string[] {
  const byName = Map.groupBy(answers, ({ name }) => name);
  return [...byName].flatMap(([name, own]) => {
    const values = [...new Set(own.map(({ turns }) => turns))];
    return values.length === 1
      ? []
      : [`${name} was answered with ${values.join(" and ")}`];
  });
}

function tellDoubled(answers: readonly Answer[]): string[] {
  const byTurn = Map.groupBy(answers, ({ turns }) => turns);
  return [...byTurn].flatMap(([turns, own]) => {
    const names = [...new Set(own.map(({ name }) => name))];
    if (names.length === 1) return [];
    const { actor } = own[0]!;
    return [`${actor}: turn ${turns} was committed as ${names.join(" and ")}`];
  });
}

function tellStale(answers: readonly Answer[]): string[] {
  const first = [...Map.groupBy(answers, ({ name }) => name).values()]
    .map((own) => own.reduce(earlier));
  const answered = first.toSorted((a, b) => a.answeredAt - b.answeredAt);
  const asked = first.toSorted((a, b) => a.askedAt - b.askedAt);
  const faults: string[] = [];
  let at = 0;
  let latest: Answer | null = null;
  for (const answer of asked) {
    for (; at < answered.length; at++) {
      const done = answered[at]!;
      if (done.answeredAt + CLOCK_MS >= answer.askedAt) break;
      if (latest === null || done.turns > latest.turns) latest = done;
    }
    if (latest === null || answer.turns > latest.turns) continue;
    faults.push(
      `${answer.actor}: ${answer.name} was turn ${answer.turns}, ` +
        `asked for when ${latest.name} had been turn ${latest.turns}`,
    );
  }
  return faults;
}

function earlier(one: Answer, other: Answer): Answer {
  return one.answeredAt <= other.answeredAt ? one : other;
}

function tellLost(answers: readonly Answer[], turns: number): string[] {
  return answers.filter((answer) => answer.turns > turns).map((answer) =>
    `${answer.actor}: ${answer.name} was turn ${answer.turns}, ` +
    `and it has ${turns} in the end`
  );
}
