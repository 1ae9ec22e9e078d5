import type { ActorRow, Name } from "../../wire/protocol.ts";
import { formatName } from "./trace.ts";

/** One actor that awaits another's reply. */
export interface WaitLine {
  readonly from: Name;
  readonly to: Name;
  readonly method: string;
  readonly ms: number | null;
  /** Whether the waits behind this one lead back to it. */
  readonly isDeadlock: boolean;
}

/** Lists who waits for whom: deadlocks first, then by length. */
export function listWaits(rows: readonly ActorRow[]): WaitLine[] {
  const targets = new Map(rows.map((row) => [
    formatName(row.actor),
    row.waitsFor.map(({ actor }) => formatName(actor)),
  ]));
  return rows
    .flatMap(({ actor, waitsFor }) =>
      waitsFor.map((wait) => ({
        from: actor,
        to: wait.actor,
        method: wait.method,
        ms: wait.ms,
        isDeadlock: leadsTo(
          formatName(wait.actor),
          formatName(actor),
          targets,
        ),
      }))
    )
    .sort((a, b) =>
      Number(b.isDeadlock) - Number(a.isDeadlock) || (b.ms ?? 0) - (a.ms ?? 0)
    );
}

/** Finds one closed chain of waits: the names in their order. */
export function findCircle(lines: readonly WaitLine[]): Name[] {
  const next = new Map(
    lines.filter(({ isDeadlock }) => isDeadlock)
      .map((line) => [formatName(line.from), line]),
  );
  const circle: Name[] = [];
  const seen = new Set<string>();
  let line = next.values().next().value;
  while (line !== undefined && !seen.has(formatName(line.from))) {
    seen.add(formatName(line.from));
    circle.push(line.from);
    line = next.get(formatName(line.to));
  }
  return circle;
}

function leadsTo(
  from: string,
  goal: string,
  targets: ReadonlyMap<string, readonly string[]>,
): boolean {
  const reached = new Set([from]);
  for (const name of reached) {
    if (name === goal) return true;
    for (const target of targets.get(name) ?? []) reached.add(target);
  }
  return false;
}
