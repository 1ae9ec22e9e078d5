import { nameActor } from "../../envelope/actor_id.ts";
import type { ActorRecord } from "../collect/actor_record.ts";
import type { GraphWait, Name } from "../wire/protocol.ts";

/** One actor awaits another one's reply. */
export type WaitEdge = GraphWait;

/** Returns the waits between actors: deadlocks first, then the longest. */
export function findWaits(
  actors: Iterable<ActorRecord>,
  now: number,
): WaitEdge[] {
  const edges: Omit<WaitEdge, "isDeadlock">[] = [];
  const next = new Map<string, Set<string>>();
  for (const record of actors) {
    for (const { actor: to, method, ms } of record.waits(now)) {
      const from = record.activation.actor;
      edges.push({ from, to, method, ms });
      const key = nameActor(from);
      const targets = next.get(key) ?? new Set();
      next.set(key, targets.add(nameActor(to)));
    }
  }
  dropDeadEnds(next);
  return edges.map((edge) => ({ ...edge, isDeadlock: isInCycle(next, edge) }))
    .sort((a, b) =>
      Number(b.isDeadlock) - Number(a.isDeadlock) || (b.ms ?? 0) - (a.ms ?? 0)
    );
}

/** Drops waits that lead to an actor that does not wait. */
function dropDeadEnds(next: Map<string, Set<string>>): void {
  const waiting = new Map<string, string[]>();
  for (const [from, targets] of next) {
    for (const to of targets) {
      waiting.set(to, [...waiting.get(to) ?? [], from]);
    }
  }
  const free = [...waiting.keys()].filter((key) => !next.has(key));
  for (const key of free) {
    for (const from of waiting.get(key) ?? []) {
      const targets = next.get(from);
      targets?.delete(key);
      if (targets?.size !== 0) continue;
      next.delete(from);
      free.push(from);
    }
  }
}

/** Whether waits lead from the end of an edge back to its beginning. */
function isInCycle(
  next: ReadonlyMap<string, ReadonlySet<string>>,
  { from, to }: { readonly from: Name; readonly to: Name },
): boolean {
  const start = nameActor(from);
  if (!next.has(start)) return false;
  const reached = new Set([nameActor(to)]);
  for (const key of reached) {
    if (key === start) return true;
    for (const target of next.get(key) ?? []) reached.add(target);
  }
  return false;
}
