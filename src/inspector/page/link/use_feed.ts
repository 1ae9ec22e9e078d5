import { useContext, useEffect, useRef } from "preact/hooks";
import type {
  DeadLetter,
  DeadLettersQuery,
  LogQuery,
  LogRow,
} from "../../wire/protocol.ts";
import { EngineContext } from "./engine_context.ts";
import { Feed, type Fold } from "./feed.ts";
import { useAnswer } from "./use_answer.ts";

const KEPT = 2_000;
const LIMIT = 500;
const PERIOD_MS = 500;

/** The rows of a view that grows at its top. */
export interface Fed<Row> {
  readonly folds: readonly Fold<Row>[];
  /** How many there were while a client was connected, under no filter. */
  readonly total: number;
  /** How many of them came too fast to be shown. */
  readonly missed: number;
  readonly isAsked: boolean;
}

/** Follows the engine's events. */
export function useLog(
  query: Omit<LogQuery, "after" | "limit">,
  isFolded: boolean,
): Fed<LogRow> {
  const feed = useFeed<LogRow>(query, keyOfEvent);
  const { answer } = useAnswer<"log">(
    { view: "log", limit: LIMIT, ...query, ...afterLast(feed) },
    PERIOD_MS,
    ({ body }) => feed.add(body.rows, isEmpty(query)),
  );
  return show(feed, answer?.body.total, isFolded);
}

/** Follows the dead letters. */
export function useDeadLetters(
  query: Omit<DeadLettersQuery, "after" | "limit">,
  isFolded: boolean,
): Fed<DeadLetter> {
  const feed = useFeed<DeadLetter>(query, keyOfLetter);
  const { answer } = useAnswer<"dead-letters">(
    { view: "dead-letters", limit: LIMIT, ...query, ...afterLast(feed) },
    PERIOD_MS,
    ({ body }) => feed.add(body.rows, isEmpty(query)),
  );
  return show(feed, answer?.body.total, isFolded);
}

function keyOfEvent({ kind, actor, text }: LogRow): string {
  return JSON.stringify([kind, actor, text]);
}

function keyOfLetter(
  { reason, actor, method, caller, error }: DeadLetter,
): string {
  return JSON.stringify([reason, actor, method, caller, error]);
}

function show<Row extends { readonly number: number }>(
  feed: Feed<Row>,
  total: number | undefined,
  isFolded: boolean,
): Fed<Row> {
  return {
    folds: isFolded ? feed.folds : feed.rows.map((row) => ({ row, count: 1 })),
    total: total ?? 0,
    missed: feed.missed,
    isAsked: total !== undefined,
  };
}

// Numbers begin again with another engine and mean other rows under another
// filter: either way what was gathered is of no use.
function useFeed<Row extends { readonly number: number }>(
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

function isEmpty(query: object): boolean {
  return Object.keys(query).length === 0;
}

function afterLast(
  { lastNumber }: { readonly lastNumber: number | undefined },
): { readonly after?: number } {
  return lastNumber === undefined ? {} : { after: lastNumber };
}
