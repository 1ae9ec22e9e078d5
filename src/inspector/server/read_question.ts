import { escapeControls } from "../../base/escape_controls.ts";
import { MAX_ID_LENGTH, MAX_QUESTION_LENGTH } from "../../base/limits.ts";
import type {
  Action,
  ActorColumn,
  ActorStateName,
  Name,
  Page,
  Question,
} from "../wire/protocol.ts";

const COLUMNS: readonly ActorColumn[] = [
  "id",
  "type",
  "state",
  "inbox",
  "oldest",
  "rate",
  "queueMean",
  "queueP99",
  "runMean",
  "runP99",
  "handled",
  "failed",
  "restarts",
  "refused",
  "dropped",
];
const STATES: readonly ActorStateName[] = [
  "idle",
  "queued",
  "running",
  "waiting",
  "activating",
  "deactivating",
  "restarting",
  "paused",
];
const ACTS = [
  "deactivate",
  "edit",
  "pause",
  "resend",
  "resume",
  "send",
] as const;
const STREAM_COLUMNS = ["id", "subscribers", "published", "rate"] as const;

/** An object from the wire, not checked yet. */
export type Raw = Readonly<Record<string, unknown>>;

/** Parses a text; returns `null` unless it is a JSON object. */
export function parseRaw(text: string): Raw | null {
  try {
    const raw: unknown = JSON.parse(text);
    const isObject = typeof raw === "object" && !Array.isArray(raw);
    return isObject ? raw as Raw | null : null;
  } catch {
    return null;
  }
}

/**
 * Reads a question.
 *
 * @throws {Error} If it is not one: one sentence says what is wrong.
 */
export function readQuestion(raw: Raw): Question {
  const view = raw["view"];
  switch (view) {
    case "cluster":
    case "hello":
    case "overview":
      return { view };
    case "actors":
      return { view, ...readActorsQuery(raw) };
    case "actor":
    case "place":
    case "record":
      return { view, actor: readName(raw) };
    case "streams":
      return {
        view,
        ...readPart(raw),
        ...readOptional(raw, "sort", oneOf(STREAM_COLUMNS)),
      };
    case "dead-letters":
      return {
        view,
        ...readLogQuery(raw),
        ...readOptional(raw, "reason", text),
      };
    case "log":
      return { view, ...readLogQuery(raw), ...readOptional(raw, "kind", text) };
    case "graph":
      return {
        view,
        by: oneOf(["actor", "type"] as const)(raw["by"], "by"),
        ...readOptional(raw, "around", () => readName(raw, "around")),
        ...readOptional(raw, "limit", count),
      };
    case "timeline":
      return { view, ...readPage(raw), ...readOptional(raw, "record", flag) };
    case "act":
      return { view, ...readAction(raw) };
    default:
      throw new Error(`Cannot answer: view ${quote(view)} is not known`);
  }
}

function readActorsQuery(raw: Raw) {
  return {
    ...readPart(raw),
    ...readOptional(raw, "type", text),
    ...readOptional(raw, "state", oneOf(STATES)),
    ...readOptional(raw, "sort", oneOf(COLUMNS)),
    ...readOptional(raw, "group", flag),
  };
}

/** Reads which part of a list is wanted. */
function readPart(raw: Raw) {
  return {
    ...readOptional(raw, "filter", text),
    ...readOptional(raw, "descending", flag),
    ...readOptional(raw, "offset", count),
    ...readOptional(raw, "limit", count),
  };
}

function readPage(raw: Raw): Page {
  return {
    ...readOptional(raw, "after", count),
    ...readOptional(raw, "limit", count),
  };
}

/** Reads which rows of a log are wanted. */
function readLogQuery(raw: Raw) {
  return {
    ...readPage(raw),
    ...readOptional(raw, "filter", text),
    ...readOptional(raw, "type", text),
  };
}

function readAction(raw: Raw): Action {
  const act = oneOf(ACTS)(raw["act"], "act");
  const actor = readName(raw);
  if (act === "edit") return { act, actor, ...readEdit(raw) };
  if (act === "resend") return { act, actor, ...readChoice(raw) };
  if (act !== "send") return { act, actor };
  const args = raw["args"];
  if (!Array.isArray(args)) throw wrong("args", "an array");
  return { act, actor, method: text(raw["method"], "method"), args };
}

function readChoice(raw: Raw) {
  return {
    ...readOptional(raw, "send", count),
    ...readOptional(raw, "reminder", text),
  };
}

function readEdit(raw: Raw) {
  return {
    state: text(raw["state"], "state"),
    value: text(raw["value"], "value"),
    seen: text(raw["seen"], "seen"),
  };
}

function readName(raw: Raw, key: "actor" | "around" = "actor"): Name {
  const actor = raw[key];
  if (typeof actor !== "object" || actor === null) throw wrong(key, "a name");
  const { type, id } = actor as Raw;
  const name = { type: text(type, `${key}.type`), id: text(id, `${key}.id`) };
  const isTooLong = name.id.length > MAX_ID_LENGTH;
  if (isTooLong) {
    throw wrong(`${key}.id`, `of at most ${MAX_ID_LENGTH} characters`);
  }
  return name;
}

type Read<T> = (value: unknown, name: string) => T;

/** Reads a member that may be missing; `null` is missing too. */
function readOptional<Key extends string, T>(
  raw: Raw,
  key: Key,
  read: Read<T>,
): { readonly [K in Key]?: T } {
  const value = raw[key];
  if (value === undefined || value === null) return {};
  return { [key]: read(value, key) } as { [K in Key]?: T };
}

const text: Read<string> = (value, name) => {
  if (typeof value === "string") return value;
  throw wrong(name, "a text");
};

const flag: Read<boolean> = (value, name) => {
  if (typeof value === "boolean") return value;
  throw wrong(name, "true or false");
};

const count: Read<number> = (value, name) => {
  if (Number.isSafeInteger(value) && value as number >= 0) {
    return value as number;
  }
  throw wrong(name, "a whole number from 0");
};

function oneOf<const T extends string>(values: readonly T[]): Read<T> {
  return (value, name) => {
    const found = values.find((one) => one === value);
    if (found !== undefined) return found;
    throw wrong(name, `one of ${values.join(", ")}`);
  };
}

function wrong(name: string, expected: string): Error {
  return new Error(`Cannot answer: ${name} must be ${expected}`);
}

function quote(value: unknown): string {
  return escapeControls(JSON.stringify(value) ?? "undefined").slice(0, 100);
}

/** Why a connection ends whose message is not a text, or is too long. */
export const TOO_LONG = "a question must be a text of bounded length";

/** Whether a message is a text that is not too long for a question. */
export function isBounded(data: unknown): data is string {
  return typeof data === "string" && data.length <= MAX_QUESTION_LENGTH;
}
