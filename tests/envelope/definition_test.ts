import { assertEquals, assertStrictEquals } from "@std/assert";
import { copyValue } from "../../src/codec/copy.ts";
import { defineActor } from "../../src/envelope/definition.ts";

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
  assertStrictEquals(add.copyPayload, copyValue);
  assertStrictEquals(add.copyResult, copyValue);
});

Deno.test("defineActor() takes the copiers that generated code has", () => {
  const copy = (value: unknown): unknown => value;
  const { methods } = defineActor({
    type: "Cart",
    create: () => ({}),
    methods: {
      add: { payload: "value", invoke, copyPayload: copy, copyResult: copy },
    },
  });
  assertStrictEquals(methods.add.copyPayload, copy);
  assertStrictEquals(methods.add.copyResult, copy);
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
