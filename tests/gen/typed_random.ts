import type { Chance } from "../support/chance.ts";
import {
  array,
  both,
  type Element,
  map,
  type Member,
  object,
  type ObjectKind,
  record,
  set,
  tuple,
  union,
  writeMembers,
} from "./typed_containers.ts";
import { type Kind, NamedKind, scalar } from "./typed_kind.ts";
import { isString, PRELUDE, randomLeaf } from "./typed_leaves.ts";

const LEFT = ["a", "b", "kind", "odd key", "größe"];
const RIGHT = ["x", "y", "tag", "from", "value", "step", "copy", "17"];
/** So many that a codec declares them. */
const WIDE = [..."abcdefghijklmnopqrst"];
const ABSENT = scalar("null", [null]);

/** The types that one file declares. */
export class Declarations {
  readonly #lines: string[] = [];

  /** What to write into the file. */
  get text(): string {
    return `${PRELUDE}${this.#lines.join("\n")}\n`;
  }

  /** Declares an alias or an interface and returns its name. */
  add(text: string, isInterface = false): string {
    const name = this.reserve();
    this.define(name, text, isInterface);
    return name;
  }

  /** Declares a type of a reserved name, with or without parameters. */
  define(name: string, text: string, isInterface = false): void {
    this.#lines.push(
      isInterface
        ? `export interface ${name} ${text}`
        : `export type ${name} = ${text};`,
    );
  }

  /** Returns a name of which there is no other. */
  reserve(): string {
    this.#lines.push("");
    return `T${this.#lines.length}`;
  }
}

/** Makes a type of parts at most as deep as asked. */
export function randomKind(
  chance: Chance,
  depth: number,
  into: Declarations,
): Kind {
  if (depth <= 0) return randomLeaf(chance);
  const inner = () => randomKind(chance, depth - 1 - chance.below(2), into);
  const makers: readonly (() => Kind)[] = [
    () => array(inner()),
    () => {
      const element = inner();
      return array(element, `readonly (${element.text})[]`);
    },
    () => tuple(randomElements(chance, inner), chance.below(2) === 0),
    () => map(inner(), inner(), chance.pick(["", "Readonly"])),
    () => set(inner(), chance.pick(["", "Readonly"])),
    () => {
      const form = chance.pick([undefined, undefined, /^x-/, /^\d+$/]);
      return record(inner(), form, chance.below(2) === 0);
    },
    () => randomObject(chance, inner, into),
    () => randomObject(chance, inner, into),
    () => randomUtility(chance, inner, into),
    () => randomUtility(chance, inner, into),
    () => union([inner(), inner()]),
    () => union([randomLeaf(chance), inner(), inner()]),
    () => union([ABSENT, inner()]),
    () => randomVariants(chance, inner),
    () => randomVariants(chance, inner),
    () => both(randomVariants(chance, inner), object(members(chance, inner))),
    () => both(object(members(chance, inner, LEFT)), object([own(inner())])),
    () => randomRecursive(chance, inner(), into),
    () => randomRecursive(chance, inner(), into),
  ];
  const kind = chance.pick(makers)();
  return chance.below(4) > 0
    ? kind
    : new NamedKind(into.add(kind.text)).declare(kind);
}

function own(kind: Kind, name = "own", isOptional = false): Member {
  return { name, kind, isOptional, isReadonly: false };
}

function members(
  chance: Chance,
  inner: () => Kind,
  names: readonly string[] = RIGHT,
): Member[] {
  const count = 1 + chance.below(names.length - 1);
  const from = chance.below(names.length - count + 1);
  return names.slice(from, from + count).map((name) => ({
    name,
    kind: chance.below(3) === 0 ? inner() : randomLeaf(chance),
    isOptional: chance.below(3) === 0,
    isReadonly: chance.below(3) === 0,
  }));
}

function randomObject(
  chance: Chance,
  inner: () => Kind,
  into: Declarations,
): ObjectKind {
  const list = members(
    chance,
    inner,
    chance.pick([LEFT, LEFT, LEFT, RIGHT, RIGHT, RIGHT, WIDE]),
  );
  return chance.below(2) === 0
    ? object(list)
    : object(list, into.add(writeMembers(list), chance.below(2) === 0));
}

function randomElements(chance: Chance, inner: () => Kind): Element[] {
  const required = (): Element => ({ kind: inner(), is: "required" });
  const rest = (): Element => ({ kind: inner(), is: "rest" });
  const optional = (): Element => ({ kind: inner(), is: "optional" });
  return chance.pick<() => Element[]>([
    () => [required()],
    () => [required(), required(), required()],
    () => [required(), optional()],
    () => [optional(), optional()],
    () => [required(), rest()],
    () => [required(), optional(), rest()],
    () => [rest(), required()],
    () => [required(), rest(), required()],
  ])();
}

function randomUtility(
  chance: Chance,
  inner: () => Kind,
  into: Declarations,
): Kind {
  const from = randomObject(chance, inner, into);
  const chosen = from.members[chance.below(from.members.length)]!;
  const name = JSON.stringify(chosen.name);
  const left = from.members.filter((member) => member !== chosen);
  const change = (list: readonly Member[], isOptional: boolean) =>
    list.map((member) => ({ ...member, isOptional }));
  const text = from.text;
  return chance.pick<() => Kind>([
    () => object(change(from.members, true), `Partial<${text}>`),
    () => object(from.members, `Readonly<${text}>`),
    () => object([chosen], `Pick<${text}, ${name}>`),
    () => left.length > 0 ? object(left, `Omit<${text}, ${name}>`) : from,
    () =>
      object(
        change([chosen], true),
        `{ [Key in keyof ${text} & ${name}]?: (${text})[Key] }`,
      ),
    () =>
      object(
        [own(from, "left"), own(from, "right")],
        `Record<"left" | "right", ${text}>`,
      ),
  ])();
}

function randomVariants(chance: Chance, inner: () => Kind): Kind {
  const tags = chance.pick<readonly Kind[]>([
    [scalar('"red"', ["red"]), scalar('"a" | "b"', ["a", "b"])],
    [scalar("true", [true]), scalar("false", [false])],
    [scalar("1", [1]), scalar("Size", [0, 7, -1])],
    [],
  ]);
  const variant = (tag?: Kind) => {
    const list = members(chance, inner, ["a", "b", "c", "d"]);
    if (tag === undefined) return object(list);
    const at = chance.pick([0, 0, 1, list.length]);
    return object(list.toSpliced(at, 0, own(tag, "kind")));
  };
  return union(
    tags.length > 0 ? tags.map(variant) : [variant(), variant(), variant()],
  );
}

function randomRecursive(
  chance: Chance,
  item: Kind,
  into: Declarations,
): Kind {
  const name = into.reserve();
  const self = new NamedKind(name);
  const define = (kind: Kind, isInterface = false): Kind => {
    into.define(name, kind.text, isInterface);
    return self.declare(kind);
  };
  const listed = (list: Member[]) => define(object(list), true);
  return chance.pick<() => Kind>([
    () => listed([own(item, "item"), own(array(self), "children")]),
    () =>
      listed([
        own(item, "item"),
        own(self, "next", true),
        own(map(scalar("string", ["a"], isString), self), "by"),
      ]),
    () => {
      // TypeScript takes no `Record` of what is being declared.
      const holder = record(self, undefined, true);
      return define(union([scalar("1n", [1n]), array(self), holder]));
    },
    () => define(union([ABSENT, map(item, self), set(self)])),
    () =>
      define(tuple([
        { kind: item, is: "required" },
        { kind: self, is: "optional" },
      ])),
    () => {
      const other = object([own(array(self), "back"), own(item, "item", true)]);
      const second = new NamedKind(into.add(other.text, true)).declare(other);
      return listed([own(union([ABSENT, second]), "there")]);
    },
    () => {
      const page = (one: Kind, text?: string) =>
        object([own(array(one), "items"), own(self, "next", true)], text);
      const parameter = new NamedKind("Item");
      const generic = page(parameter).text.replaceAll(name, `${name}<Item>`);
      into.define(`${name}<Item>`, generic, true);
      const text = `${name}<${item.text}>`;
      self.declare(page(item));
      return object([own(array(item), "items"), own(self, "next", true)], text);
    },
  ])();
}
