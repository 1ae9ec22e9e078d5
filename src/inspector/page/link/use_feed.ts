import { useContext, useEffect, useRef } from "preact/hooks";
import type { DeadLetter } from "../../wire/protocol.ts";
import type { LogRow } from "./answers.ts";
import { EngineContext } from "./engine_context.ts";
import { Feed } from "./feed.ts";
import { type Polled, useAnswer } from "./use_answer.ts";

const KEPT = 2_000;
const LIMIT = 500;

/** The rows of a view that grows at its top. */
export interface Fed<Row> {
  readonly rows: readonly Row[];
  readonly isAsked: boolean;
}

/** Follows the engine's events. */
export function useLog(): Fed<LogRow> {
  const feed = useFeed<LogRow>("");
  const polled = useAnswer<"log">(
    { view: "log", limit: LIMIT, ...afterLast(feed) },
    500,
    ({ body }) => feed.add(body.rows),
  );
  return { rows: feed.rows, isAsked: isAsked(polled) };
}

/** Follows the dead letters that match a filter. */
export function useDeadLetters(
  filter: string,
): Fed<DeadLetter> & { readonly total: number } {
  const feed = useFeed<DeadLetter>(filter);
  const polled = useAnswer<"dead-letters">(
    {
      view: "dead-letters",
      limit: LIMIT,
      ...(filter === "" ? {} : { filter }),
      ...afterLast(feed),
    },
    500,
    ({ body }) => feed.add(body.rows),
  );
  const total = polled.answer?.body.total ?? 0;
  return { rows: feed.rows, total, isAsked: isAsked(polled) };
}

// Numbers begin again with another engine and mean other rows under another
// filter: either way what was gathered is of no use.
function useFeed<Row extends { readonly number: number }>(
  filter: string,
): Feed<Row> {
  const { hello } = useContext(EngineContext);
  const key = `${hello?.pid} ${hello?.startedAt} ${filter}`;
  const kept = useRef({ key, feed: new Feed<Row>(KEPT) });
  if (kept.current.key !== key) {
    kept.current = { key, feed: new Feed<Row>(KEPT) };
  }
  useEffect(() => () => kept.current.feed.clear(), []);
  return kept.current.feed;
}

function afterLast(
  { lastNumber }: { readonly lastNumber: number | undefined },
): { readonly after?: number } {
  return lastNumber === undefined ? {} : { after: lastNumber };
}

function isAsked({ answer }: Polled<unknown>): boolean {
  return answer !== undefined;
}
