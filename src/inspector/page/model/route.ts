import type { Name } from "../../wire/protocol.ts";

/** The views that have a tab, in their order. */
export const TABS = [
  "overview",
  "actors",
  "streams",
  "dead-letters",
  "events",
  "graph",
  "timeline",
  "cluster",
] as const;

export type Tab = typeof TABS[number];

/** The view that the page shows, and its actor where it shows one. */
export interface Route {
  readonly tab: Tab;
  readonly actor?: Name;
  /** Which part of an actor: what it keeps, or unless given, what it does. */
  readonly part?: "state";
  /** The filter that the view begins with. */
  readonly filter?: string;
}

/** Reads the part of an address behind `#`. */
export function parseRoute(hash: string): Route {
  const [path = "", query] = hash.replace(/^#\/?/, "").split("?", 2);
  const [first, type, id, part] = path.split("/").map(decode);
  if (first === "actors" && type && id !== undefined) {
    const actor = { type, id };
    return part === "state"
      ? { tab: "actors", actor, part }
      : { tab: "actors", actor };
  }
  const tab = TABS.find((one) => one === first) ?? "overview";
  const filter = query === undefined ? "" : decode(query);
  return filter === "" ? { tab } : { tab, filter };
}

/** Writes what `parseRoute()` reads. */
export function formatRoute({ tab, actor, part, filter }: Route): string {
  if (actor !== undefined) {
    const path = `#/actors/${encode(actor.type)}/${encode(actor.id)}`;
    return part === undefined ? path : `${path}/${part}`;
  }
  return `#/${tab}` + (filter ? `?${encode(filter)}` : "");
}

/** Reads an actor's name as it is written: `Counter/visits`. */
export function parseName(text: string): Name | undefined {
  const slash = text.indexOf("/");
  if (slash < 1 || slash === text.length - 1) return undefined;
  return { type: text.slice(0, slash), id: text.slice(slash + 1) };
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

// A typed address may hold a percent sign that encodes nothing.
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
