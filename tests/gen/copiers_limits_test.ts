import { assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { MAX_COLLECTION_SIZE, MAX_DEPTH } from "../../src/base/limits.ts";
import { force, WAYS } from "./copier_ways.ts";
import { RegistryProxy } from "./fixtures/copiers/generated/registry_proxy.gen.ts";

const { methods } = RegistryProxy.definition;
const DEEP = "what holds itself or nests deeper than 256 cannot be a message";

interface Tree {
  name: string;
  children: Tree[];
}

/** A tree takes two containers a level: itself and its children. */
function grow(levels: number): Tree {
  let tree: Tree = { name: "leaf", children: [] };
  for (let level = 1; level < levels; level++) {
    tree = { name: "branch", children: [tree] };
  }
  return tree;
}

for (const [way, send] of Object.entries(WAYS)) {
  Deno.test(`copiers take recursive values up to the limit (${way})`, () => {
    const tree = grow(MAX_DEPTH / 2);
    assertEquals(send(methods["tree"]!, tree), tree);
    const deeper = { name: "root", children: [tree] };
    const error = assertThrows(
      () => send(methods["tree"]!, deeper),
      CodecError,
      DEEP,
    );
    assertEquals(error.path, `tree${".children[0]".repeat(5)}.children…`);
    assertEquals(send(methods["tree"]!, tree), tree, "the count is right");
  });

  Deno.test(`copiers take unknown parts up to the limit (${way})`, () => {
    let value: unknown = 1;
    for (let level = 0; level < MAX_DEPTH; level++) value = [value];
    const sent = [value, []];
    assertEquals(send(methods["generic"]!, sent), sent);
    assertThrows(
      () => send(methods["generic"]!, [[value], []]),
      CodecError,
      DEEP,
    );
  });
}

Deno.test("copiers refuse cycles with a path, whatever the type", () => {
  const loop: Tree = { name: "loop", children: [] };
  loop.children.push(loop);
  const json: unknown[] = [];
  json.push({ again: json });
  const folder = { files: new Map(), parent: null as unknown };
  folder.parent = folder;
  const send = WAYS["copy"]!;
  for (const [name, value] of Object.entries({ tree: loop, json, folder })) {
    const error = assertThrows(
      () => send(methods[name]!, value),
      CodecError,
      DEEP,
    );
    assertEquals(error.path.startsWith(name), true);
  }
  const point: Record<string, unknown> = { x: 1 };
  point["y"] = point;
  assertThrows(
    () => send(methods["point"]!, point),
    CodecError,
    "point.y: expected number, got object",
  );
});

Deno.test("copiers refuse depth that a sender did not check", () => {
  const deeper = { name: "root", children: [grow(MAX_DEPTH / 2)] };
  // Bytes of such depth are well formed; the receiver's copier refuses them.
  assertThrows(() => force(methods["tree"]!, deeper), CodecError, DEEP);
  assertThrows(() => force(methods["tree"]!, grow(300)), CodecError);
});

Deno.test("copiers refuse collections that are too large", () => {
  const huge = Object.assign([], { length: MAX_COLLECTION_SIZE + 1 });
  const send = WAYS["copy"]!;
  assertThrows(
    () => send(methods["lists"]!, huge),
    CodecError,
    "value: arrays of more than 1048576 entries cannot be messages",
  );
  const most = Object.assign([], { length: 3 });
  assertThrows(
    () => send(methods["tree"]!, { name: "a", children: most }),
    CodecError,
    "tree.children[0]: expected object, got undefined",
  );
});

Deno.test("copiers keep their count when a getter sends as well", () => {
  const send = WAYS["copy"]!;
  const inner = grow(MAX_DEPTH / 2);
  const tree = grow(1);
  let copy: unknown;
  Object.defineProperty(tree, "name", {
    get() {
      const error = assertThrows(() => send(methods["tree"]!, inner));
      assertEquals(error instanceof CodecError, true);
      copy = send(methods["tree"]!, grow(2));
      return "a";
    },
  });
  assertEquals(send(methods["tree"]!, tree), { name: "a", children: [] });
  assertEquals(copy, grow(2));
  assertEquals(send(methods["tree"]!, inner), inner);
});

Deno.test("copiers say what a getter threw, and where", () => {
  const cause = new Error("secret");
  const value = {
    x: 1,
    get y(): number {
      throw cause;
    },
  };
  const error = assertThrows(
    () => WAYS["copy"]!(methods["point"]!, value),
    CodecError,
    "point: what cannot be read cannot be a message",
  );
  assertEquals(error.cause, cause);
});

Deno.test("copiers pollute no prototype", () => {
  const send = WAYS["copy"]!;
  const hostile = JSON.parse('{"__proto__": {"polluted": 1}}');
  assertThrows(
    () => send(methods["json"]!, hostile),
    CodecError,
    "json.__proto__: members of this name cannot be part of messages",
  );
  send(methods["options"]!, hostile);
  assertEquals(Reflect.get({}, "polluted"), undefined);
});
