import {
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { type Codec, list, number } from "../../src/codec/bytes/byte_codec.ts";
import { Reader } from "../../src/codec/bytes/reader.ts";
import { Writer } from "../../src/codec/bytes/writer.ts";
import {
  type ActorSource,
  defineActor,
} from "../../src/envelope/definition.ts";
import { receiver } from "../codec/actor_reference.ts";

const invoke = (): void => {};

Deno.test("defineActor() makes a method table that knows its type", () => {
  const definition = defineActor({
    type: "Cart",
    create: () => ({}),
    methods: { add: { payload: "tuple", invoke } },
  });
  const { add } = definition.methods;
  assertEquals([add.name, add.actorType], ["add", "Cart"]);
  assertStrictEquals(add.definition, definition);
});

Deno.test("ActorDefinition.contract is given, or is of the methods", () => {
  const define = (
    methods: ActorSource<string>["methods"],
    contract?: string,
  ) =>
    defineActor({
      type: "Cart",
      create: () => ({}),
      methods,
      ...(contract === undefined ? {} : { contract }),
    }).contract;
  const [add, clear] = [
    { payload: "tuple", invoke },
    { payload: "none", isOneWay: true, invoke },
  ] as const;
  assertEquals(define({ add }, "00aa"), "00aa");
  assertEquals(define({ add, clear }), "06e04a50e76bb2a5");
  assertEquals(define({ clear, add }), define({ add, clear }));
  const others = [
    {},
    { add },
    { clear },
    { add: clear, clear: add },
    { add: { ...add, isStreaming: true } },
    { add: { ...add, isOneWay: true } },
    { "add,clear": add },
  ].map((methods) => define(methods));
  assertEquals(new Set([...others, define({ add, clear })]).size, 8);
});

Deno.test("Method.parameters is what it is given, or empty", () => {
  const { methods } = defineActor({
    type: "Cart",
    create: () => ({}),
    methods: {
      add: { payload: "value", parameters: ["...items: Item[]"], invoke },
      // As generated before parameters were written.
      clear: { payload: "none", invoke },
    },
  });
  assertEquals(methods.add.parameters, ["...items: Item[]"]);
  assertEquals(methods.clear.parameters, []);
});

Deno.test("Method copies generically unless it is given copiers", () => {
  const { methods } = defineActor({
    type: "Cart",
    create: () => ({}),
    methods: {
      generic: { payload: "value", invoke },
      special: {
        payload: "value",
        invoke,
        copyPayload: () => "payload",
        copyResult: () => "result",
      },
    },
  });
  const value = { list: [1] };
  const { generic, special } = methods;
  for (
    const copy of [
      generic.copyPayload(value, receiver),
      generic.copyResult(value, receiver),
    ]
  ) {
    assertEquals(copy, value);
    assertNotStrictEquals(copy, value);
  }
  assertEquals(special.copyPayload(value, receiver), "payload");
  assertEquals(special.copyResult(value, receiver), "result");
});

Deno.test("Method.packOne() shapes one argument as a call would", () => {
  const { methods } = defineActor({
    type: "Cart",
    create: () => ({}),
    methods: {
      none: { payload: "none", invoke },
      value: { payload: "value", invoke },
      tuple: { payload: "tuple", invoke },
    },
  });
  assertEquals(methods.none.packOne(1), undefined);
  assertEquals(methods.value.packOne(1), 1);
  assertEquals(methods.tuple.packOne(1), [1]);
});

/** A codec that notes what it is asked, and refuses an odd number. */
function noting(name: string, noted: string[]): Codec {
  const take = (way: string, value: number) => {
    noted.push(`${way} ${name}`);
    if (value % 2 === 1) throw new Error("odd");
    return value;
  };
  return {
    write: (value, to) => {
      to.string("taken back if it throws");
      to.number(take("write", value as number));
    },
    read: (from) => {
      from.string();
      return take("read", from.number());
    },
  };
}

Deno.test("Method takes its codecs, and its copiers where they throw", () => {
  const noted: string[] = [];
  let asked = 0;
  const { add } = defineActor({
    type: "Cart",
    create: () => ({}),
    methods: {
      add: {
        payload: "value",
        bytes: () => {
          asked++;
          return {
            payload: noting("payload", noted),
            result: noting("result", noted),
            yielded: noting("yielded", noted),
          };
        },
        copyPayload: (value) => [value, "copied"],
        copyResult: (value) => [value, "copied"],
        copyYield: (value) => [value, "copied"],
        invoke,
      },
    },
  }).methods;
  assertEquals(asked, 0);
  const to = new Writer();
  for (const value of [2, 3]) {
    add.writePayload(value, to);
    add.writeResult(value, to);
    add.writeYield(value, to);
  }
  const from = new Reader();
  from.start(to.buffer, to.length);
  const read = [2, 3].flatMap(() => [
    add.readPayload(from),
    add.readResult(from),
    add.readYield(from),
  ]);
  from.checkEnd();
  const left = [[3, "copied"], "copied"];
  assertEquals(read, [2, 2, 2, left, left, left]);
  const once = (way: string) =>
    ["payload", "result", "yielded"].map((name) => `${way} ${name}`);
  // What is no text in front is read by the copier at once.
  assertEquals(noted, [...once("write"), ...once("write"), ...once("read")]);
  assertEquals(asked, 1);
});

Deno.test("Method writes and reads by its copiers if it has no codec", () => {
  const { add } = defineActor({
    type: "Cart",
    create: () => ({}),
    methods: { add: { payload: "value", invoke } },
  }).methods;
  const to = new Writer();
  const value = { list: [1, new Map([["a", 1n]])] };
  add.writePayload(value, to);
  add.writeResult(value, to);
  add.writeYield(value, to);
  const error = assertThrows(() => add.writePayload([invoke], to), CodecError);
  assertEquals(error.path, "[0]");
  const from = new Reader();
  from.start(to.buffer, to.length);
  assertEquals(add.readPayload(from), value);
  assertEquals(add.readResult(from), value);
  assertEquals(add.readYield(from), value);
  from.checkEnd();
});

Deno.test("Method forgets how deep a refused value was", () => {
  let copied = 0;
  const { add } = defineActor({
    type: "Cart",
    create: () => ({}),
    methods: {
      add: {
        payload: "value",
        bytes: () => ({ payload: list(list(number)) }),
        copyPayload: (value) => {
          copied++;
          return value;
        },
        invoke,
      },
    },
  }).methods;
  const to = new Writer();
  const from = new Reader();
  for (let time = 0; time < 100; time++) {
    add.writePayload([["wrong"]], to);
    add.writePayload([[1]], to);
  }
  assertEquals(copied, 100);
  from.start(to.buffer, to.length);
  for (let time = 0; time < 100; time++) {
    assertEquals(add.readPayload(from), [["wrong"]]);
    assertEquals(add.readPayload(from), [[1]]);
  }
  assertEquals(copied, 200);
});
