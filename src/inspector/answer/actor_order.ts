import { readState } from "../../engine/snapshot.ts";
import type { ActorRecord } from "../collect/actor_record.ts";
import type { ActorColumn, ActorStateName } from "../wire/protocol.ts";
import { byPlace, type Order, selectPage } from "./select_page.ts";
import { compareText, orderTexts } from "./text_order.ts";

/** What is most worth a look comes last, so that descending shows it first. */
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

/** Reads a column's number; `null` where there is none, which comes last. */
const READERS: {
  readonly [Column in NumberColumn]: (
    record: ActorRecord,
    now: number,
  ) => number | null;
} = {
  state: ({ resident }) => STATES.indexOf(readState(resident)),
  inbox: ({ resident }) => resident.isBusy ? resident.inboxLength : 0,
  oldest: (record, now) => record.oldestMs(now),
  rate: ({ rate }) => rate,
  queueMean: ({ times }) => times.queueMs?.mean ?? null,
  queueP99: ({ times }) => times.queueMs?.p99 ?? null,
  runMean: ({ times }) => times.runMs?.mean ?? null,
  runP99: ({ times }) => times.runMs?.p99 ?? null,
  handled: ({ resident }) => resident.handled,
  failed: ({ resident }) => resident.failed,
  restarts: ({ restarts }) => restarts,
  refused: ({ resident }) => resident.refused,
  dropped: ({ resident }) => resident.dropped,
};

/** How a page is cut out of many actors. */
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

/** Actors, and the order of their ids. */
export interface ActorsById {
  readonly actors: readonly ActorRecord[];
  readonly order: Order;
}

/** Finds the order of some actors' ids. */
export function orderById(actors: readonly ActorRecord[]): ActorsById {
  const ids = actors.map(({ resident }) => resident.id);
  return { actors, order: orderTexts(ids, 1) };
}

/** Keeps the order of all ids: it changes only when actors come or go. */
export class IdOrder {
  #version = -1;
  #all: ActorsById | null = null;

  /** Returns it; `list` says who there is. */
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

/** Types are few: each is a number, in the order of their names. */
function rankTypes(actors: readonly ActorRecord[]): (record: ActorRecord) => number {
  const types = new Set(actors.map(({ resident }) => resident.definition));
  const ranks = new Map(
    [...types].sort((a, b) => compareText(a.type, b.type))
      .map((definition, rank) => [definition, rank]),
  );
  return ({ resident }) => ranks.get(resident.definition)!;
}
