import { fromHex, toHex } from "../../base/hex.ts";
import { bytesOf, TYPED_ARRAYS } from "../copy/typed_array.ts";
import { Refusal } from "../refusal.ts";
import { Reference, referenceName } from "../reference/reference.ts";
import type { Plain } from "./plain.ts";

/** A reference as it is written: the name of an actor. */
export class NamedReference extends Reference {
  override readonly [referenceName]: {
    readonly type: string;
    readonly id: string;
  };

  /** Creates a reference to an actor. */
  constructor(type: string, id: string) {
    super();
    this[referenceName] = { type, id };
  }
}

/** How values of one type are written in JSON that hold no other values. */
export interface Form {
  /** Its name: of the class, or of the type where it has none. */
  readonly name: string;
  /** What its values are, as an error says it. */
  readonly says: string;
  /** Whether a value is written in it. */
  is(value: unknown): boolean;
  /** Writes a value of the form. */
  write(value: unknown): Plain;
  /** Reads a value; `undefined` where there is none. */
  read(plain: Plain): unknown;
}

const NUMBERS = new Map<Plain, number>([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
  ["-0", -0],
]);

/** Returns digits of hexadecimal, two a byte, as bytes. */
export function readHex(plain: Plain): Uint8Array<ArrayBuffer> | undefined {
  return typeof plain === "string" && /^(?:[\da-f]{2})*$/i.test(plain)
    ? Uint8Array.from(fromHex(plain))
    : undefined;
}

/** The names of the two that hold nothing, and are not read like the rest. */
export const UNDEFINED = "undefined";

const PRIMITIVES: readonly Form[] = [
  {
    name: "number",
    says: '"NaN", "Infinity", "-Infinity" or "-0"',
    is: (value) =>
      typeof value === "number" &&
      (!Number.isFinite(value) || Object.is(value, -0)),
    write: (value) => Object.is(value, -0) ? "-0" : String(value),
    read: (plain) => NUMBERS.get(plain),
  },
  {
    name: "bigint",
    says: "the text of a whole number",
    is: (value) => typeof value === "bigint",
    write: String,
    read: (plain) =>
      typeof plain === "string" && /^-?\d+$/.test(plain)
        ? BigInt(plain)
        : undefined,
  },
];

const OBJECTS: readonly Form[] = [
  {
    name: "Date",
    says: "a date in UTC as ISO 8601 writes it, or null for an invalid one",
    is: (value) => value instanceof Date,
    write: (value) => {
      const date = value as Date;
      return Number.isNaN(date.getTime()) ? null : date.toISOString();
    },
    read: readDate,
  },
  {
    name: "URL",
    says: "the text of a URL",
    is: (value) => value instanceof URL,
    write: (value) => (value as URL).href,
    read: (plain) =>
      typeof plain === "string" ? URL.parse(plain) ?? undefined : undefined,
  },
  {
    name: "RegExp",
    says: "the texts of a regular expression and its flags",
    is: (value) => value instanceof RegExp,
    write: (value) => [(value as RegExp).source, (value as RegExp).flags],
    read: readRegExp,
  },
  {
    name: "actor",
    says: "the texts of an actor's type and id",
    is: (value) => value instanceof Reference,
    write: (value) => {
      const { type, id } = (value as Reference)[referenceName];
      return [type, id];
    },
    read: (plain) => {
      const texts = readTexts(plain);
      return texts && new NamedReference(...texts);
    },
  },
];

const HEX = "two hexadecimal digits for each byte";

const BUFFERS: readonly Form[] = [
  {
    name: "ArrayBuffer",
    says: HEX,
    is: (value) => value instanceof ArrayBuffer,
    write: (value) => toHex(new Uint8Array(value as ArrayBuffer)),
    read: (plain) => readHex(plain)?.buffer,
  },
  {
    name: "DataView",
    says: HEX,
    is: (value) => value instanceof DataView,
    write: (value) => toHex(bytesOf(value as DataView)),
    read: (plain) => {
      const bytes = readHex(plain);
      return bytes && new DataView(bytes.buffer);
    },
  },
  ...TYPED_ARRAYS.map(({ type }): Form => ({
    name: type.name,
    says: `${HEX}, of whole elements`,
    is: (value) => value instanceof type,
    write: (value) => toHex(bytesOf(value as DataView)),
    read: (plain) => {
      const bytes = readHex(plain);
      if (bytes === undefined) return undefined;
      const isWhole = bytes.length % type.BYTES_PER_ELEMENT === 0;
      return isWhole ? new type(bytes.buffer) : undefined;
    },
  })),
];

/** The forms of all values that JSON cannot hold and that hold no others. */
export const FORMS: readonly Form[] = [...PRIMITIVES, ...OBJECTS, ...BUFFERS];

/** Returns the refusal of what does not stand in a form as it must. */
export function refuseForm(name: string, says: string): Refusal {
  return new Refusal(`under $${name} must be ${says}`, "something else", {
    expected: says,
  });
}

function readDate(plain: Plain): Date | undefined {
  if (plain === null) return new Date(NaN);
  const time = typeof plain === "string" ? Date.parse(plain) : NaN;
  return Number.isNaN(time) ? undefined : new Date(time);
}

function readRegExp(plain: Plain): RegExp | undefined {
  const texts = readTexts(plain);
  try {
    return texts && new RegExp(...texts);
  } catch {
    return undefined;
  }
}

function readTexts(plain: Plain): [string, string] | undefined {
  if (!Array.isArray(plain) || plain.length !== 2) return undefined;
  const [first, second]: readonly Plain[] = plain;
  return typeof first === "string" && typeof second === "string"
    ? [first, second]
    : undefined;
}
