import { readState } from "../../engine/snapshot.ts";
import type { ActorRecord } from "../collect/actor_record.ts";
import type { ActorColumn, ActorStateName } from "../wire/protocol.ts";
import { byPlace, type Order, selectPage } from "./select_page.ts";
import { compareText, orderTexts } from "./text_order.ts";

/** The states that need a look come last, so that descending shows them. */
const STATES: readonly ActorStateName[] = [
  "idle",
  "queued",
  "running",
  "activating",
  "deactivating",
  "waiting",
  "restarting",
  "paused",
];

type NumberColumn = Exclude<ActorColumn, "id" | "type">;

/** Returns a column's number; `null`, which comes last, if there is none. */
const READERS: {
  readonly [Column in NumberColumn]: (
    record: ActorRecord,
    now: number,
  ) => number | null;
} = {
  state: ({ activation }) => STATES.indexOf(readState(activation)),
  inbox: ({ activation }) => activation.isBusy ? activation.inboxLength : 0,
  oldest: (record, now) => record.oldestMs(now),
  rate: ({ rate }) => rate,
  queueMean: ({ times }) => times.queueMs?.mean ?? null,
  queueP99: ({ times }) => times.queueMs?.p99 ?? null,
  runMean: ({ times }) => times.runMs?.mean ?? null,
  runP99: ({ times }) => times.runMs?.p99 ?? null,
  handled: ({ activation }) => activation.handled,
  failed: ({ activation }) => activation.counts.failed,
  restarts: ({ activation }) => activation.counts.restarts,
  refused: ({ activation }) => activation.counts.refused,
  dropped: ({ activation }) => activation.counts.dropped,
};

/** The part of a list that one page shows. */
export interface PageQuery {
  readonly isDescending: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** Returns one page of actors, in the order of a figure. */
export function pickPage(
  actors: readonly ActorRecord[],
  sort: Exclude<ActorColumn, "id">,
  { isDescending, offset, limit }: PageQuery,
  now: number,
): ActorRecord[] {
  const keys = readKeys(actors, sort, isDescending ? -1 : 1, now);
  const places = selectPage({ keys, tie: byPlace }, offset, limit);
  return Array.from(places, (place) => actors[place]!);
}

/** Returns one page of actors, in the order of their ids. */
export function pickPageById(
  { actors, order }: ActorsById,
  { isDescending, offset, limit }: PageQuery,
): ActorRecord[] {
  const end = actors.length - offset;
  const places = isDescending
    ? selectPage(order, Math.max(0, end - limit), Math.min(limit, end))
      .reverse()
    : selectPage(order, offset, limit);
  return Array.from(places, (place) => actors[place]!);
}

/** Records of actors, with the order of their ids. */
export interface ActorsById {
  readonly actors: readonly ActorRecord[];
  readonly order: Order;
}

/** Returns records with the order of their ids. */
export function orderById(actors: readonly ActorRecord[]): ActorsById {
  const ids = actors.map(({ activation }) => activation.id);
  return { actors, order: orderTexts(ids, 1) };
}

/** Keeps the order of all ids: it changes only when actors come or go. */
export class IdOrder {
  #version = -1;
  #all: ActorsById | null = null;

  /** Returns the order of a version; `list` returns the live actors. */
  find(version: number, list: () => readonly ActorRecord[]): ActorsById {
    if (this.#all === null || this.#version !== version) {
      this.#all = orderById(list());
      this.#version = version;
    }
    return this.#all;
  }
}

function readKeys(
  actors: readonly ActorRecord[],
  sort: Exclude<ActorColumn, "id">,
  sign: number,
  now: number,
): Float64Array {
  const read = sort === "type" ? rankTypes(actors) : READERS[sort];
  const keys = new Float64Array(actors.length);
  for (let place = 0; place < actors.length; place++) {
    const value = read(actors[place]!, now);
    keys[place] = value === null ? Infinity : sign * value;
  }
  return keys;
}

/** Numbers the types in the order of their names. */
function rankTypes(
  actors: readonly ActorRecord[],
): (record: ActorRecord) => number {
  const types = new Set(actors.map(({ activation }) => activation.definition));
  const ranks = new Map(
    [...types].sort((a, b) => compareText(a.type, b.type))
      .map((definition, rank) => [definition, rank]),
  );
  return ({ activation }) => ranks.get(activation.definition)!;
}
