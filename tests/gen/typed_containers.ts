import type { Chance } from "../support/chance.ts";
import { DEEPEST, type Kind } from "./typed_kind.ts";

type Values = Readonly<Record<string, unknown>>;

/** A type whose values have a class, and parts of other types. */
function container<Value extends object>(
  text: string,
  takes: (value: object) => boolean,
  make: Kind["make"],
  fits: (value: Value) => boolean,
): Kind {
  return {
    text,
    takes,
    make,
    fits: (value) =>
      typeof value === "object" && value !== null && takes(value) &&
      fits(value as Value),
  };
}

function makeParts(part: Kind, chance: Chance, depth: number): unknown[] {
  const length = depth >= DEEPEST ? 0 : chance.pick([0, 1, 1, 2, 3]);
  return Array.from({ length }, () => part.make(chance, depth + 1));
}

/** Returns the type of lists. */
export function array(element: Kind, text = `(${element.text})[]`): Kind {
  return container<unknown[]>(
    text,
    Array.isArray,
    (chance, depth) => makeParts(element, chance, depth),
    (value) => value.every((one) => element.fits(one)),
  );
}

/** One element of a tuple, or any number of them. */
export interface Element {
  readonly kind: Kind;
  readonly is: "required" | "optional" | "rest";
}

/** Returns the type of lists whose elements have types of their own. */
export function tuple(elements: readonly Element[], isReadonly = false): Kind {
  const parts = elements.map(({ kind, is }, index) =>
    is === "rest"
      ? `...e${index}: (${kind.text})[]`
      : `e${index}${is === "optional" ? "?" : ""}: ${kind.text}`
  );
  const least = elements.filter(({ is }) => is === "required").length;
  const rest = elements.findIndex(({ is }) => is === "rest");
  return container<unknown[]>(
    `${isReadonly ? "readonly " : ""}[${parts.join(", ")}]`,
    Array.isArray,
    (chance, depth) => makeElements(elements, chance, depth),
    (value) => {
      if (value.length < least) return false;
      if (rest < 0 && value.length > elements.length) return false;
      const more = value.length - elements.length;
      return value.every((one, at) => {
        const isAfter = rest >= 0 && at > rest + more;
        const isRest = rest >= 0 && at >= rest && !isAfter;
        const element = elements[isRest ? rest : isAfter ? at - more : at];
        return element?.is === "optional" && one === undefined ||
          element?.kind.fits(one) === true;
      });
    },
  );
}

function makeElements(
  elements: readonly Element[],
  chance: Chance,
  depth: number,
): unknown[] {
  const values: unknown[] = [];
  for (const { kind, is } of elements) {
    if (is === "rest") values.push(...makeParts(kind, chance, depth));
    else if (is === "required") values.push(kind.make(chance, depth + 1));
    else {
      if (depth >= DEEPEST || chance.below(3) === 0) break;
      values.push(kind.make(chance, depth + 1));
    }
  }
  return values;
}

/** Returns the type of maps. */
export function map(key: Kind, value: Kind, prefix = ""): Kind {
  return container<Map<unknown, unknown>>(
    `${prefix}Map<${key.text}, ${value.text}>`,
    (one) => one instanceof Map,
    (chance, depth) =>
      new Map(
        makeParts(key, chance, depth).map((
          one,
        ) => [one, value.make(chance, depth + 1)]),
      ),
    (one) => [...one].every(([at, of]) => key.fits(at) && value.fits(of)),
  );
}

/** Returns the type of sets. */
export function set(member: Kind, prefix = ""): Kind {
  return container<Set<unknown>>(
    `${prefix}Set<${member.text}>`,
    (value) => value instanceof Set,
    (chance, depth) => new Set(makeParts(member, chance, depth)),
    (value) => [...value].every((one) => member.fits(one)),
  );
}

/** Tells whether an object is data of its own. */
export function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

const NAMES = ["a", "key", "odd key", "x-a", "x-é", "17"];

/** Returns the type of objects whose members' names are data. */
export function record(
  value: Kind,
  form?: RegExp,
  isSignature = false,
): Kind {
  const names = NAMES.filter((name) => form?.test(name) ?? true);
  const isPrefixed = form?.test("x-a") && !form.test("a");
  const key = form === undefined
    ? "string"
    : isPrefixed
    ? "`x-${string}`"
    : "number";
  return container<Values>(
    isSignature
      ? `{ [key: ${key}]: ${value.text} }`
      : `Record<${key}, ${value.text}>`,
    isPlain,
    (chance, depth) =>
      Object.fromEntries(
        makeParts(value, chance, depth).map((
          one,
        ) => [chance.pick(names), one]),
      ),
    (one) =>
      Object.entries(one).every(([name, member]) =>
        form?.test(name) === false || value.fits(member)
      ),
  );
}

/** A declared member. */
export interface Member {
  readonly name: string;
  readonly kind: Kind;
  readonly isOptional: boolean;
  readonly isReadonly: boolean;
}

/** An object's type, of which others can be made. */
export interface ObjectKind extends Kind {
  readonly members: readonly Member[];
}

/** Writes the members of an object's type. */
export function writeMembers(members: readonly Member[]): string {
  const lines = members.map(({ name, kind, isOptional, isReadonly }) =>
    `${isReadonly ? "readonly " : ""}${JSON.stringify(name)}` +
    `${isOptional ? "?" : ""}: ${kind.text};`
  );
  return `{ ${lines.join(" ")} }`;
}

/** Returns the type of objects that have these members. */
export function object(
  members: readonly Member[],
  text: string = writeMembers(members),
): ObjectKind {
  const kind = container<Values>(
    text,
    // Any map would do where no member is required.
    members.every(({ kind, isOptional }) => isOptional || kind.fits(undefined))
      ? isPlain
      : (value) => !Array.isArray(value),
    (chance, depth) => makeMembers(members, chance, depth),
    (value) =>
      members.every(({ name, kind, isOptional }) =>
        isOptional && value[name] === undefined || kind.fits(value[name])
      ),
  );
  return { ...kind, takes: isPlain, members };
}

function makeMembers(
  members: readonly Member[],
  chance: Chance,
  depth: number,
): Values {
  const value: Record<string, unknown> = {};
  for (const { name, kind, isOptional } of members) {
    if (isOptional && (depth >= DEEPEST || chance.below(3) === 0)) continue;
    const member = kind.make(chance, depth + 1);
    if (!isOptional || member !== undefined) value[name] = member;
  }
  return value;
}

/** Returns the type of what has all that two objects' types say. */
export function both(one: Kind, other: Kind): Kind {
  return {
    text: `(${one.text}) & (${other.text})`,
    make: (chance, depth) =>
      Object.assign(
        {},
        one.make(chance, depth),
        other.make(chance, depth),
      ),
    fits: (value) => one.fits(value) && other.fits(value),
    takes: (value) => one.takes(value) && other.takes(value),
  };
}

/** Returns the type of what is one of several; the first one ends recursion. */
export function union(variants: readonly Kind[]): Kind {
  return {
    text: variants.map(({ text }) => `(${text})`).join(" | "),
    make: (chance, depth) =>
      (depth >= DEEPEST ? variants[0]! : chance.pick(variants))
        .make(chance, depth),
    fits(value) {
      const isObject = typeof value === "object" && value !== null;
      // A map is judged as a map where there are maps, and not as an object.
      const taking = isObject
        ? variants.filter((one) => one.takes(value))
        : variants;
      const judging = taking.length > 0 ? taking : variants;
      return judging.some((one) => one.fits(value));
    },
    takes: (value) => variants.some((one) => one.takes(value)),
  };
}
