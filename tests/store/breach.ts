import type { ActorId, ActorWrite, Store } from "@backstage/actors";
import type { DataStore, Place } from "./data_store.ts";

/** A broken store: what is wrong, how, and what must catch it. */
export type Tooth = readonly [
  what: string,
  breach: (right: DataStore, place: Place) => Partial<Store>,
  /** How the title of a clause begins that fails. */
  caught: string,
  /** How long that may take. */
  patienceMs?: number,
];

/** Breaks what is written. */
export function breakWrites(
  change: (write: ActorWrite, place: Place) => ActorWrite,
): Tooth[1] {
  return (right, place) => ({
    commit: (writes) =>
      right.commit(writes.map((write) => change(write, place))),
  });
}

/** Breaks one commit into a commit for each write. */
export function commitEach(
  change: (write: ActorWrite, place: Place) => readonly ActorWrite[],
): Tooth[1] {
  return (right, place) => ({
    async commit(writes) {
      const refused: number[] = [];
      for (const [index, write] of writes.entries()) {
        const places = await right.commit(change(write, place));
        if (places.includes(0)) refused.push(index);
      }
      return refused;
    },
  });
}

/** Breaks how an actor is found. */
export function breakIds(change: (text: string) => string): Tooth[1] {
  const changed = (
    { type, id }: ActorId,
  ): ActorId => ({ type: change(type), id: change(id) });
  return (right) => ({
    load: (actor) => right.load(changed(actor)),
    commit: (writes) =>
      right.commit(
        writes.map((write) => ({ ...write, actor: changed(write.actor) })),
      ),
  });
}

/** Breaks how a row is found. */
export function breakKeys(change: (key: string) => string): Tooth[1] {
  return (right) => ({
    read: (actor, { kind, key }) =>
      right.read(actor, { kind, key: change(key) }),
    commit: (writes) =>
      right.commit(writes.map((write) => ({
        ...write,
        rows: write.rows?.map((row) => ({ ...row, key: change(row.key) })),
      }))),
  });
}

/** Returns the version of a write's actor. */
export const versionOf = ({ actor }: ActorWrite, { data }: Place): number =>
  data.load(actor)?.version ?? 0;
