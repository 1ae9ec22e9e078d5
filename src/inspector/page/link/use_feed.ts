import { useContext, useEffect, useRef } from "preact/hooks";
import type {
  DeadLetter,
  DeadLettersQuery,
  LogQuery,
  LogRow,
  Unrecorded,
} from "../../wire/protocol.ts";
import { EngineContext } from "./engine_context.ts";
import { Feed, type FeedRow, type Fold } from "./feed.ts";
import { useAnswer } from "./use_answer.ts";

const KEPT = 2_000;
const LIMIT = 500;
const PERIOD_MS = 500;

/** The rows of a view that grows at its top. */
export interface Fed<Row> {
  readonly folds: readonly Fold<Row>[];
  /** How many of what was recorded no row shows, where no filter is set. */
  readonly unshown: number;
}

/** The events of an engine. */
export interface FedLog extends Fed<LogRow> {
  /** How many were recorded, and what was not; before an answer, neither. */
  readonly recorded?: number;
  readonly unrecorded?: Unrecorded;
}

/** The dead letters of an engine. */
export interface FedDeadLetters extends Fed<DeadLetter> {
  /** How many there were since it began; before an answer, not known. */
  readonly total?: number;
  /** How many of them were not recorded. */
  readonly unrecorded?: number;
}

/** Follows the engine's events. */
export function useLog(
  query: Omit<LogQuery, "after" | "limit">,
  isFolded: boolean,
): FedLog {
  const feed = useFeed<LogRow>(query, keyOfEvent);
  const { answer } = useAnswer<"log">(
    { view: "log", limit: LIMIT, ...query, ...afterLast(feed) },
    PERIOD_MS,
    ({ body }) => feed.add(body.rows),
  );
  if (answer === undefined) return { folds: [], unshown: 0 };
  const { total, unrecorded } = answer.body;
  const shown = show(feed, query, total, isFolded);
  return { ...shown, recorded: total, unrecorded };
}

/** Follows the dead letters. */
export function useDeadLetters(
  query: Omit<DeadLettersQuery, "after" | "limit">,
  isFolded: boolean,
): FedDeadLetters {
  const feed = useFeed<DeadLetter>(query, keyOfLetter);
  const { answer } = useAnswer<"dead-letters">(
    { view: "dead-letters", limit: LIMIT, ...query, ...afterLast(feed) },
    PERIOD_MS,
    ({ body }) => feed.add(body.rows),
  );
  if (answer === undefined) return { folds: [], unshown: 0 };
  const { total, unrecorded } = answer.body;
  const shown = show(feed, query, total - unrecorded, isFolded);
  return { ...shown, total, unrecorded };
}

function keyOfEvent({ kind, actor, text }: LogRow): string {
  return JSON.stringify([kind, actor, text]);
}

function keyOfLetter(
  { reason, actor, method, caller, error }: DeadLetter,
): string {
  return JSON.stringify([reason, actor, method, caller, error]);
}

function show<Row extends FeedRow>(
  feed: Feed<Row>,
  query: object,
  recorded: number,
  isFolded: boolean,
): Fed<Row> {
  const folds = isFolded
    ? feed.folds
    : feed.rows.map((row) => ({ row, count: row.count }));
  const shown = folds.reduce((sum, { count }) => sum + count, 0);
  // Right after another filter the answer is still that of the last one.
  const isKnown = Object.keys(query).length === 0 && shown > 0;
  return { folds, unshown: isKnown ? Math.max(0, recorded - shown) : 0 };
}

// Numbers begin again with another engine and mean other rows under another
// filter: either way what was gathered is of no use.
function useFeed<Row extends FeedRow>(
  query: object,
  keyOf: (row: Row) => string,
): Feed<Row> {
  const { hello } = useContext(EngineContext);
  const key = JSON.stringify([hello?.pid, hello?.startedAt, query]);
  const kept = useRef({ key, feed: new Feed<Row>(KEPT, keyOf) });
  if (kept.current.key !== key) {
    kept.current = { key, feed: new Feed<Row>(KEPT, keyOf) };
  }
  useEffect(() => () => kept.current.feed.clear(), []);
  return kept.current.feed;
}

function afterLast(
  { lastNumber }: { readonly lastNumber: number | undefined },
): { readonly after?: number } {
  return lastNumber === undefined ? {} : { after: lastNumber };
}
