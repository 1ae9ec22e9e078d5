import { MAX_ROWS } from "../../base/limits.ts";
import { readState } from "../../engine/snapshot.ts";
import {
  type ActorsById,
  orderById,
  pickPage,
  pickPageById,
} from "./actor_order.ts";
import type { TypeRecord } from "../collect/type_records.ts";
import type { Collector } from "../collect/collector.ts";
import type { ActorRecord } from "../collect/actor_record.ts";
import type {
  ActorColumn,
  Actors,
  ActorsQuery,
  GroupRow,
} from "../wire/protocol.ts";
import { readTimes } from "../collect/turn_times.ts";

const DEFAULT_LIMIT = 100;

/** Answers which actors there are: one page of them, or all their types. */
export function readActors(
  collector: Collector,
  query: ActorsQuery,
  now: number,
): Actors {
  const { types } = collector;
  const { offset = 0, limit = DEFAULT_LIMIT, sort = "id" } = query;
  const isDescending = query.descending ?? false;
  const found = findActors(types.all, query);
  const matched = found.reduce((sum, { actors }) => sum + actors.length, 0);
  const page = { total: types.actorCount, matched, offset };
  if (query.group === true) {
    const groups = found.filter(({ actors }) => actors.length > 0)
      .map(({ type, actors }) => sumUp(type, actors, now));
    const ordered = orderGroups(groups, sort, isDescending);
    return { ...page, rows: [], groups: ordered.slice(offset, offset + limit) };
  }
  const list = () => found.flatMap(({ actors }) => actors);
  const cut = { isDescending, offset, limit: Math.min(limit, MAX_ROWS) };
  const actors = sort === "id"
    ? pickPageById(orderIds(collector, list, matched), cut)
    : pickPage(list(), sort, cut, now);
  return { ...page, rows: actors.map((one) => one.toRow(now)), groups: [] };
}

function orderIds(
  { types, idOrder }: Collector,
  list: () => readonly ActorRecord[],
  matched: number,
): ActorsById {
  return matched === types.actorCount
    ? idOrder.find(types.version, list)
    : orderById(list());
}

interface Found {
  readonly type: TypeRecord;
  readonly actors: readonly ActorRecord[];
}

function findActors(
  types: Iterable<TypeRecord>,
  { filter = "", state, type }: ActorsQuery,
): Found[] {
  const found: Found[] = [];
  for (const record of types) {
    const name = record.type.name;
    if (type !== undefined && type !== name) continue;
    const isWanted = matchText(name, filter.toLowerCase());
    const { actors } = record;
    const isAll = isWanted === null && state === undefined;
    found.push({
      type: record,
      actors: isAll
        ? actors
        : actors.filter(({ activation }) =>
          (state === undefined || readState(activation) === state) &&
          (isWanted === null || isWanted(activation.id))
        ),
    });
  }
  return found;
}

/**
 * Returns a test for ids that hold the text; `null` where the type's name holds
 * it, so that all ids match.
 */
function matchText(
  type: string,
  text: string,
): ((id: string) => boolean) | null {
  const prefix = `${type.toLowerCase()}/`;
  if (prefix.includes(text)) return null;
  if (!text.includes("/")) return (id) => id.toLowerCase().includes(text);
  return (id) => (prefix + id.toLowerCase()).includes(text);
}

function sumUp(
  { times, isSampled, type }: TypeRecord,
  actors: readonly ActorRecord[],
  now: number,
): GroupRow {
  const sums = {
    inbox: 0,
    rate: 0,
    accepted: 0,
    handled: 0,
    failed: 0,
    restarts: 0,
    refused: 0,
    dropped: 0,
  };
  let oldestMs: number | null = null;
  for (const record of actors) {
    const { activation, rate } = record;
    sums.inbox += activation.inboxLength;
    sums.rate += rate;
    sums.accepted += activation.accepted;
    sums.handled += activation.handled;
    sums.failed += activation.counts.failed;
    sums.restarts += activation.counts.restarts;
    sums.refused += activation.counts.refused;
    sums.dropped += activation.counts.dropped;
    const ms = record.oldestMs(now);
    if (ms !== null && ms > (oldestMs ?? -1)) oldestMs = ms;
  }
  const both = readTimes([times], isSampled);
  return { type: type.name, actors: actors.length, oldestMs, ...sums, ...both };
}

function orderGroups(
  groups: readonly GroupRow[],
  sort: ActorColumn,
  isDescending: boolean,
): GroupRow[] {
  const sign = isDescending ? -1 : 1;
  return groups.toSorted((a, b) => {
    const one = readColumn(a, sort);
    const other = readColumn(b, sort);
    if (one === other) return a.type < b.type ? -1 : 1;
    if (one === null) return 1;
    if (other === null) return -1;
    return one < other ? -sign : sign;
  });
}

function readColumn(
  { type, oldestMs, queueMs, runMs, ...row }: GroupRow,
  sort: ActorColumn,
): number | string | null {
  switch (sort) {
    case "id":
    case "type":
    case "state":
      return type;
    case "oldest":
      return oldestMs;
    case "queueMean":
      return queueMs?.mean ?? null;
    case "queueP99":
      return queueMs?.p99 ?? null;
    case "runMean":
      return runMs?.mean ?? null;
    case "runP99":
      return runMs?.p99 ?? null;
    default:
      return row[sort];
  }
}
