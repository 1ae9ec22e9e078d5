import {
  type GraphEdge,
  type GraphWait,
  LONG_WAIT_MS,
  type Name,
} from "../../wire/protocol.ts";
import { formatName } from "../../wire/trace.ts";

/** Whether a wait is one to look at: every awaited call waits for a moment. */
export function isLongWait(
  { ms, isDeadlock }: Pick<GraphWait, "ms" | "isDeadlock">,
): boolean {
  return isDeadlock || (ms ?? 0) >= LONG_WAIT_MS;
}

/** Whether an edge has such a wait. */
export function isWaitingLong({ waitingMs, isDeadlock }: GraphEdge): boolean {
  return isLongWait({ ms: waitingMs, isDeadlock });
}

/** Finds one closed chain of waits: the names in their order. */
export function findCircle(waits: readonly GraphWait[]): Name[] {
  const next = new Map(
    waits.filter(({ isDeadlock }) => isDeadlock)
      .map((wait) => [formatName(wait.from), wait]),
  );
  const circle: Name[] = [];
  const seen = new Set<string>();
  let wait = next.values().next().value;
  while (wait !== undefined && !seen.has(formatName(wait.from))) {
    seen.add(formatName(wait.from));
    circle.push(wait.from);
    wait = next.get(formatName(wait.to));
  }
  return circle;
}
