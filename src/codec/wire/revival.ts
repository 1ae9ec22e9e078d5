import { Tag } from "cbor-x/decode";
import { toHex } from "../../base/hex.ts";
import { MAX_WIRE_DEPTH } from "../../base/limits.ts";
import {
  areErrorFields,
  buildError,
  type ErrorFields,
} from "./error_fields.ts";
import { malformed } from "./malformed.ts";
import type { ReferenceOwner } from "../reference/reference.ts";
import { unhideTag } from "./scan.ts";
import * as tags from "./tag.ts";
import { TYPED_ARRAYS } from "../copy/typed_array.ts";

const TYPED_ARRAYS_BY_TAG = new Map(
  TYPED_ARRAYS.map(({ tag, type }) => [tag, type]),
);

/** Arguments of one call, which all lie on the stack. */
const UNITS_AT_ONCE = 4_096;

/** Builds values from the trees that cbor-x reads from one frame. */
export class Revival {
  readonly #owner: ReferenceOwner;
  #found = 0;

  /** Creates the builder for the owner of the values. */
  constructor(owner: ReferenceOwner) {
    this.#owner = owner;
  }

  /**
   * The number of map entries and set members built; fewer than the bytes
   * declare means that a key or a member is repeated.
   */
  get found(): number {
    return this.#found;
  }

  /** Builds the value of one tree; the tree is used up. */
  revive(tree: unknown, depth = 1): unknown {
    if (typeof tree !== "object" || tree === null) {
      // cbor-x reads integers of eight bytes as bigints; ours are tagged.
      return typeof tree === "bigint" ? Number(tree) : tree;
    }
    if (Array.isArray(tree)) return this.#reviveArray(tree, depth);
    if (tree instanceof Map) return this.#reviveObject(tree, depth);
    if (tree instanceof Tag) return this.#reviveTag(tree, depth);
    return asBytes(tree).slice();
  }

  #reviveArray(items: unknown[], depth: number): unknown[] {
    checkDepth(depth);
    for (let index = 0; index < items.length; index++) {
      items[index] = this.revive(items[index], depth + 1);
    }
    return items;
  }

  #reviveObject(
    entries: ReadonlyMap<unknown, unknown>,
    depth: number,
  ): Record<string, unknown> {
    checkDepth(depth);
    this.#found += entries.size;
    const object: Record<string, unknown> = {};
    let isTagged = false;
    for (const [key, value] of entries) {
      isTagged ||= typeof key !== "string";
      object[this.#reviveKey(key)] = this.revive(value, depth + 1);
    }
    if (isTagged && Object.keys(object).length < entries.size) {
      throw malformed("a key stands twice");
    }
    return object;
  }

  #reviveKey(tree: unknown): string {
    const key = typeof tree === "string" ? tree : this.revive(tree);
    if (typeof key !== "string") throw malformed("a member's name is no text");
    if (key === "__proto__") throw malformed("a member is named __proto__");
    return key;
  }

  #reviveTag(tree: Tag, depth: number): unknown {
    const content: unknown = tree.value;
    const tag = unhideTag(tree.tag);
    switch (tag) {
      case tags.DATE_TAG:
        return new Date(Math.round(this.#reviveNumber(content) * 1000));
      case tags.BIGINT_TAG:
        return bigintOf(content);
      case tags.NEGATIVE_BIGINT_TAG:
        return -1n - bigintOf(content);
      case tags.OBJECT_TAG:
        return this.#reviveNamed(asList(content), depth);
      case tags.URL_TAG:
        return new URL(asText(content));
      case tags.SET_TAG:
        return this.#reviveSet(asList(content), depth);
      case tags.MAP_TAG:
        return this.#reviveMap(asMap(content), depth);
      default:
        return reviveTypedArray(tag, content);
    }
  }

  #reviveNumber(tree: unknown): number {
    const value = this.revive(tree);
    if (typeof value !== "number") throw unfit("a number");
    return value;
  }

  #reviveSet(items: unknown[], depth: number): Set<unknown> {
    const set = new Set(this.#reviveArray(items, depth));
    this.#found += set.size;
    return set;
  }

  #reviveMap(
    entries: ReadonlyMap<unknown, unknown>,
    depth: number,
  ): Map<unknown, unknown> {
    checkDepth(depth);
    const map = new Map<unknown, unknown>();
    for (const [key, value] of entries) {
      map.set(this.revive(key, depth + 1), this.revive(value, depth + 1));
    }
    this.#found += map.size;
    return map;
  }

  #reviveNamed(parts: readonly unknown[], depth: number): unknown {
    const [name, first, second, ...more] = parts;
    if (more.length > 0) throw unfit("a list of at most three");
    switch (name as tags.ObjectName) {
      case "ArrayBuffer":
        return asBytes(first).slice().buffer;
      case "DataView":
        return new DataView(asBytes(first).slice().buffer);
      case "Error":
        return this.#reviveError(asMap(first), depth);
      case "Number":
        if (first !== "-0") throw unfit("minus zero");
        return -0;
      case "RegExp":
        return new RegExp(asText(this.revive(first)), asText(second));
      case "String":
        return textOf(asBytes(first));
      case "backstage.actor":
        return this.#owner.resolve({
          type: asText(this.revive(first)),
          id: asText(this.revive(second)),
        });
      default:
        throw malformed("an object is of unknown type");
    }
  }

  #reviveError(entries: ReadonlyMap<unknown, unknown>, depth: number): Error {
    checkDepth(depth);
    this.#found += entries.size;
    const fields: ErrorFields = new Map();
    for (const [key, value] of entries) {
      fields.set(this.#reviveKey(key), this.revive(value, depth + 1));
    }
    if (!areErrorFields(fields)) throw unfit("an error's fields");
    return buildError(fields);
  }
}

function checkDepth(depth: number): void {
  if (depth > MAX_WIRE_DEPTH) {
    throw malformed(`they nest deeper than ${MAX_WIRE_DEPTH}`);
  }
}

function reviveTypedArray(tag: number, content: unknown): unknown {
  const type = TYPED_ARRAYS_BY_TAG.get(tag);
  if (type === undefined) throw unfit("a known tag");
  return new type(asBytes(content).slice().buffer);
}

function bigintOf(content: unknown): bigint {
  return BigInt(`0x0${toHex(asBytes(content))}`);
}

function textOf(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.slice().buffer);
  let text = "";
  for (let at = 0; at < units.length; at += UNITS_AT_ONCE) {
    text += String.fromCharCode(...units.subarray(at, at + UNITS_AT_ONCE));
  }
  return text;
}

function asText(content: unknown): string {
  if (typeof content !== "string") throw unfit("text");
  return content;
}

function asList(content: unknown): unknown[] {
  if (!Array.isArray(content)) throw unfit("a list");
  return content;
}

function asMap(content: unknown): ReadonlyMap<unknown, unknown> {
  if (!(content instanceof Map)) throw unfit("a map");
  return content;
}

function asBytes(content: unknown): Uint8Array<ArrayBuffer> {
  if (!(content instanceof Uint8Array)) throw unfit("bytes");
  return content as Uint8Array<ArrayBuffer>;
}

function unfit(expected: string): Error {
  return malformed(`what stands under a tag is not ${expected}`);
}
