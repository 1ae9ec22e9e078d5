import { assert, assertEquals, assertNotStrictEquals } from "@std/assert";
import { CodecError, Engine } from "@backstage/actors";
import {
  GeneratedProject,
  type LooseProxy,
  refuses,
  returns,
  tryCalls,
} from "./generated.ts";

const CLASSES = [
  ...["Uint8Array", "Uint8ClampedArray", "Int8Array", "Uint16Array"],
  ...["Int16Array", "Uint32Array", "Int32Array", "Float16Array"],
  ...["Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"],
  ...["ArrayBuffer", "DataView", "Date", "RegExp", "URL"],
];

const SOURCE = `
// @generate-proxy
export class Keeper {
  #kept: unknown = null;
  kept(): unknown { return this.#kept; }
  any(x: unknown): void { this.#kept = x; }
  view(x: ArrayBufferView): void { this.#kept = x; }
  map(x: Map<string, { n: number }>): void { this.#kept = x; }
  set(x: Set<{ n: number }>): void { this.#kept = x; }
  either(x: Uint8Array | Map<string, { n: number }> | Date): void {
    this.#kept = x;
  }
  nested(x: { parts: (Float32Array | URL)[] }): void { this.#kept = x; }
  error(x: Error): void { this.#kept = x; }
  ${
  CLASSES.map((name) => `of${name}(x: ${name}): void { this.#kept = x; }`)
    .join("\n  ")
}
}
`;

/** What was run of a value's own code. */
let run: string[] = [];

/** Gives a value members that would hand the value itself out, or anything. */
function arm<Value extends object>(value: Value): Value {
  const names = new Set<PropertyKey>(["constructor", "then", "toJSON"]);
  for (
    let holder: object = value;
    holder !== Object.prototype;
    holder = Object.getPrototypeOf(holder)
  ) Reflect.ownKeys(holder).forEach((name) => names.add(name));
  for (const name of names) {
    if (Object.hasOwn(value, name)) continue;
    Object.defineProperty(value, name, {
      get() {
        run.push(String(name));
        return () => value;
      },
    });
  }
  return value;
}

const bytes = () => new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
const item = { n: 1 };

function makeData(name: string): object {
  switch (name) {
    case "ArrayBuffer":
      return bytes().buffer;
    case "DataView":
      return new DataView(bytes().buffer);
    case "Date":
      return new Date(7);
    case "RegExp":
      return /a[b]\/c/dgimsuy;
    case "URL":
      return new URL("https://a.example/b?c#d");
    default: {
      const type = Reflect.get(globalThis, name);
      return Reflect.construct(type, [bytes().buffer]);
    }
  }
}

const VALUES: readonly (readonly [method: string, make: () => object])[] = [
  ...CLASSES.flatMap((name) => {
    const make = () => makeData(name);
    return [[`of${name}`, make], ["any", make]] as const;
  }),
  ["view", () => new Float64Array(2)],
  ["view", () => new DataView(new ArrayBuffer(3))],
  ["map", () => new Map([["a", item]])],
  ["set", () => new Set([item])],
  ["any", () => new Map([["a", item]])],
  ["any", () => new Set([item])],
  ["either", () => bytes()],
  ["either", () => new Map([["a", item]])],
  ["either", () => new Date(5)],
];

Deno.test("G12: an instance's own methods are never asked", async () => {
  await using project = await GeneratedProject.create({
    "src/keeper.ts": SOURCE,
  });
  const proxy = await project.import("Keeper");
  for (const wire of ["auto", "always"] as const) {
    await using engine = new Engine({ wire });
    const actor = engine.getActor(proxy, "a") as unknown as LooseProxy;
    for (const [method, make] of VALUES) {
      const value = make();
      arm(value);
      run = [];
      await actor[method]!(value);
      const kept = await actor["kept"]!();
      const title = `${method}(${Deno.inspect(make())}) (wire ${wire})`;
      assertEquals(run, [], title);
      assertEquals(kept, make(), title);
      assertNotStrictEquals(kept, value, title);
    }
    const view = arm(bytes());
    await actor["nested"]!({ parts: [arm(new Float32Array(1))] });
    await actor["either"]!(view);
    Uint8Array.prototype.fill.call(view, 9);
    assertEquals(await actor["kept"]!(), bytes(), "the copy is its own");
    await actor["view"]!(arm(new DataView(bytes().buffer, 2, 3)));
    const part = await actor["kept"]!() as DataView;
    assertEquals([...new Uint8Array(part.buffer)], [3, 4, 5]);
    const errors = Object.assign([new TypeError("t")], {
      flatMap: () => [item],
      constructor: () => errors,
    });
    await actor["error"]!(new AggregateError(errors, "m"));
    await actor["any"]!(Object.assign(new Error("m"), { errors }));
    const error = await actor["kept"]!() as AggregateError;
    assert(error.errors[0] instanceof TypeError);
    assertEquals(item, { n: 1 });
  }
});

Deno.test("G12: what only looks like an instance is refused", async () => {
  await using project = await GeneratedProject.create({
    "src/keeper.ts": SOURCE,
  });
  const proxy = await project.import("Keeper");
  const rows = CLASSES.flatMap((name) => {
    const { prototype } = Reflect.get(globalThis, name);
    const spy = () => run.push(name);
    const list = { [Symbol.iterator]: spy, length: 2, buffer: 1, href: "a:b" };
    const fake = Object.setPrototypeOf({}, prototype);
    const other = name === "Int8Array" ? new Uint8Array(2) : new Int8Array(2);
    const stranger = Object.setPrototypeOf(other, prototype);
    Object.defineProperties(fake, Object.getOwnPropertyDescriptors(list));
    return [[`of${name}`, [fake], refuses()], ["any", [fake], refuses()], [
      `of${name}`,
      [stranger],
      refuses("cannot be read"),
    ]] as const;
  });
  run = [];
  await tryCalls(proxy, rows);
  assertEquals(run, []);
  await using engine = new Engine();
  const actor = engine.getActor(proxy, "a") as unknown as LooseProxy;
  class Sub extends Uint8Array {}
  const thrown = await actor["any"]!(new Sub(1)).then(() => null, (e) => e);
  assert(thrown instanceof CodecError);
});

const INHERITED = Object.getOwnPropertyNames(Object.prototype)
  .filter((name) => name !== "__proto__");

const MEMBERS = `
type Open = { ${INHERITED.map((name) => `${name}?: string`).join("; ")} };
// @generate-proxy
export class Members {
  open(x: Open): unknown { return x; }
  must(x: { toString: string; n?: number }): unknown { return x; }
  kinds(x: { constructor: "a"; valueOf?: number } | { constructor: "b" }) {
    return x;
  }
  fits(x: { toString: string; a: number } | { hasOwnProperty: 1; b?: 2 }) {
    return x;
  }
  some(x: { hasOwnProperty?: 1 } | { toString?: string; b: number }[]) {
    return x;
  }
  record(x: { [key: string]: string | number; valueOf: number }): unknown {
    return x;
  }
  map(x: Map<string, { constructor?: string }>): number { return x.size; }
  any(x: unknown): unknown { return x; }
}
`;

Deno.test("G12: what every object inherits is no member", async () => {
  await using project = await GeneratedProject.create({
    "src/members.ts": MEMBERS,
  });
  class Data {
    n = 1;
  }
  const bare = (members: object) => Object.assign(Object.create(null), members);
  const all = Object.fromEntries(INHERITED.map((name) => [name, "x"]));
  const none = ["open", "some"].flatMap((method) =>
    [
      [method, [{}], returns({})],
      [method, [bare({})], returns({})],
      [method, [new Data()], returns({})],
    ] as const
  );
  await tryCalls(await project.import("Members"), [
    ...none,
    ["open", [all], returns(all)],
    ["open", [bare(all)], returns(all)],
    ["open", [{ toString: 1 }], refuses("x.toString: expected string")],
    ["open", [bare({ constructor: 1 })], refuses("x.constructor: expected")],
    ["must", [{}], refuses("x.toString: expected string, got undefined")],
    ["must", [bare({})], refuses("expected string, got undefined")],
    ["must", [bare({ toString: "a" })], returns({ toString: "a" })],
    ["must", [{ toString: "a", n: 1 }], returns({ toString: "a", n: 1 })],
    ["kinds", [{ constructor: "b" }], returns({ constructor: "b" })],
    ["kinds", [{ constructor: "a" }], returns({ constructor: "a" })],
    ["kinds", [{}], refuses("x.constructor: expected")],
    ["kinds", [bare({})], refuses("x.constructor: expected")],
    ["fits", [{ hasOwnProperty: 1 }], returns({ hasOwnProperty: 1 })],
    ["fits", [bare({ toString: "", a: 1 })], returns({ toString: "", a: 1 })],
    ["fits", [{ a: 1 }], refuses()],
    ["some", [[{ b: 1 }, bare({ b: 2 })]], returns([{ b: 1 }, { b: 2 }])],
    ["record", [{ valueOf: 1, a: "b" }], returns({ valueOf: 1, a: "b" })],
    ["record", [{ a: "b" }], refuses("x.valueOf: expected number")],
    ["map", [new Map([["a", {}], ["b", bare({})]])], returns(2)],
    ["any", [bare(all)], returns(all)],
  ]);
});
