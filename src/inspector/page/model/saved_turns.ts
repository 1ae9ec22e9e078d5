import type { Name, TimelineTurn } from "../../wire/protocol.ts";

/** What a file of turns is read for; any of it may be missing. */
type Unread = Readonly<Record<string, unknown>>;

/**
 * Reads the turns of a file: a list that the timeline has saved, or a trace in
 * Chrome's format, as the timeline and a failed simulation have it. Returns
 * `null` if the text is neither.
 */
export function readTurns(text: string): TimelineTurn[] | null {
  const file = parse(text);
  if (Array.isArray(file)) return file.every(isTurn) ? file : null;
  if (!isRecord(file) || !Array.isArray(file["traceEvents"])) return null;
  const events = file["traceEvents"].filter(isRecord);
  const lanes = new Map<unknown, Name>();
  for (const { args, name, ph, tid } of events) {
    if (ph !== "M" || name !== "thread_name" || !isRecord(args)) continue;
    lanes.set(tid, toName(args["name"]));
  }
  const spans = events.filter(({ ph }) => ph === "X");
  return spans.map((event, at) => toTurn(event, at + 1, lanes));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function toTurn(
  event: Unread,
  number: number,
  lanes: ReadonlyMap<unknown, Name>,
): TimelineTurn {
  const args = isRecord(event["args"]) ? event["args"] : {};
  const startedAt = toNumber(event["ts"]) / 1_000;
  const queueMs = args["queueMs"];
  return {
    number,
    actor: lanes.get(event["tid"]) ?? { type: `${event["tid"]}`, id: "" },
    method: `${event["name"]}`,
    caller: typeof args["caller"] === "string" ? toName(args["caller"]) : null,
    queuedAt: typeof queueMs === "number" ? startedAt - queueMs : null,
    startedAt,
    endedAt: startedAt + toNumber(event["dur"]) / 1_000,
    outcome: `${args["outcome"] ?? "done"}`,
  };
}

function isTurn(value: unknown): value is TimelineTurn {
  return isRecord(value) && isRecord(value["actor"]) &&
    typeof value["startedAt"] === "number" &&
    typeof value["endedAt"] === "number";
}

function isRecord(value: unknown): value is Unread {
  return typeof value === "object" && value !== null;
}

function toNumber(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

/** Reads an actor as people write it: `Counter/visits`. */
function toName(text: unknown): Name {
  const name = `${text}`;
  const at = name.indexOf("/");
  return at < 0
    ? { type: name, id: "" }
    : { type: name.slice(0, at), id: name.slice(at + 1) };
}
