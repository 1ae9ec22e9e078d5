import {
  assertEquals,
  assertNotStrictEquals,
  assertStrictEquals,
} from "@std/assert";
import { defineActor } from "../../src/envelope/definition.ts";
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
