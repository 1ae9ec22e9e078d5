import type { Call } from "../client/history.ts";
import { tellAnswers } from "./answers.ts";
import { type Books, tellBooks } from "./books.ts";
import { tellOrder } from "./order.ts";
import { tellSlots } from "./slots.ts";

/** What a check has found; nothing, where all is as it must be. */
export interface Verdict {
  readonly check: string;
  readonly faults: readonly string[];
}

/** Checks all that clients have seen. */
export function judge(books: Books, calls: readonly Call[]): Verdict[] {
  return [
    {
      check: "no double commit, and no answer of the past",
      faults: tellAnswers(books, calls),
    },
    {
      check: "nothing lost, done twice or forged, and money conserved",
      faults: tellBooks(books, calls),
    },
    { check: "order of each pair", faults: tellOrder(calls) },
    { check: "registers linearizable", faults: tellSlots(calls) },
    {
      check: "no call failed by itself",
      faults: calls.flatMap(tellFailure),
    },
  ];
}

/** No method of the cast throws, so none can fail. */
function tellFailure(call: Call): string[] {
  const { actor, kind, lane, message, number, outcome } = call;
  if (outcome !== "failed") return [];
  return [`${kind} ${number} of ${lane} at ${actor}: ${message}`];
}
