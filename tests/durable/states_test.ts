import { StoredStateError } from "@backstage/actors";
import { check } from "@backstage/actors/proxy";
import { assertEquals, assertThrows } from "@std/assert";
import { States } from "../../src/actor/durable/record/states.ts";
import { encodeState } from "../../src/actor/durable/state/state_bytes.ts";
import { ENCODING, UNOWNED } from "../../src/codec/reference/reference.ts";
import { StateType } from "../../src/envelope/state_type.ts";
import type { StoredState } from "../../src/store/record.ts";

const ACTOR = { type: "Account", id: "ann" };

/** A copier of objects whose members are numbers; `note?` may be there. */
function makeType(shape: string, ...names: readonly string[]): StateType {
  return new StateType("balance", {
    shape,
    copy: (value) => {
      const from = check.object(value) as Record<string, unknown>;
      const to: Record<string, unknown> = {};
      for (const name of names) {
        to[name] = check.number(from[name], name);
      }
      if (from["note"] !== undefined && shape.endsWith("?")) {
        to["note"] = check.string(from["note"], "note");
      }
      return to;
    },
  });
}

const V1 = makeType("1", "cents");
const OPTIONAL = makeType("1?", "cents");
const V2 = makeType("2", "cents", "limit");

function makeStates(...stored: readonly StoredState[]): States {
  const states = new States({
    actor: ACTOR,
    departure: ENCODING,
    arrival: UNOWNED,
    period: 0,
    noteLook: () => true,
  });
  states.load(stored);
  return states;
}

function store(
  value: unknown,
  type: StateType = V1,
  version = 1,
): StoredState {
  const any = new StateType("balance", { shape: type.shape });
  const bytes = encodeState(any, value, ENCODING);
  return { name: "balance", version, shape: type.shape, bytes };
}

const zero = () => ({ cents: 0, limit: 0 });

Deno.test("States.openState() begins with a copy of the first value", () => {
  const states = makeStates();
  const first = { cents: 1 };
  const state = states.openState(V1, () => first, {});
  assertEquals(state.value, { cents: 1 });
  state.value.cents = 2;
  assertEquals(first, { cents: 1 });
});

Deno.test("States.openState() reads what is stored, once", () => {
  const states = makeStates(store({ cents: 7 }));
  assertEquals(states.openState(V1, zero, {}).value.cents, 7);
  const said = 'state "balance" of "Account/ann": it is open already';
  assertThrows(() => states.openState(V1, zero, {}), TypeError, said);
});

Deno.test("States.openState() refuses what is stored and does not fit", () => {
  const cases: [stored: StoredState, type: StateType, said: string][] = [
    [store({ cents: "7" }), V1, "cents: expected number, got string"],
    [store({}), V1, "cents: expected number"],
    [store("text"), V1, "expected object, got string"],
    [store({ cents: 7 }), V2, "limit: expected number"],
    [
      store({ cents: 7, limit: 1 }, V2),
      V1,
      "balance.limit is stored, and the type has no such member",
    ],
    [
      { ...store({ cents: 7 }), bytes: Uint8Array.of(0xff) },
      V1,
      "Cannot open stored state",
    ],
  ];
  for (const [stored, type, said] of cases) {
    const states = makeStates(stored);
    const error = assertThrows(
      () => states.openState(type, zero, {}),
      StoredStateError,
      said,
    );
    assertEquals([error.code, error.state], ["mismatch", "balance"]);
    // Nothing is reset: it is stored again as it was.
    assertEquals(states.toStored(), [stored]);
  }
});

Deno.test("States.openState() lets optional members be missing", () => {
  const states = makeStates(store({ cents: 7 }));
  assertEquals(states.openState(OPTIONAL, zero, {}).value, {
    cents: 7,
  } as never);
});

Deno.test("States.openState() migrates what is of an earlier version", () => {
  const states = makeStates(store({ cents: 7 }));
  const seen: unknown[] = [];
  const state = states.openState(V2, zero, {
    version: 3,
    migrate: (old, from) => {
      seen.push(old, from);
      return { ...(old as { cents: number }), limit: 5 };
    },
  });
  assertEquals(seen, [{ cents: 7 }, 1]);
  assertEquals(state.value, { cents: 7, limit: 5 });
  const [stored] = states.toStored();
  assertEquals([stored!.version, stored!.shape], [3, "2"]);
});

Deno.test("States.openState() refuses versions that it cannot read", () => {
  const cases: [version: number, options: object, code: string][] = [
    [2, {}, "newer"],
    [1, { version: 2 }, "no-migration"],
    [1, {
      version: 2,
      migrate: () => {
        throw new Error("it failed");
      },
    }, "migration-failed"],
    [1, { version: 2, migrate: () => ({ cents: "x" }) }, "migration-failed"],
  ];
  for (const [version, options, code] of cases) {
    const stored = store({ cents: 7 }, V1, version);
    const states = makeStates(stored);
    const error = assertThrows(
      () => states.openState(V1, zero, options),
      StoredStateError,
    );
    assertEquals(error.code, code);
    assertEquals(states.toStored(), [stored]);
  }
  for (const version of [0, -1, 1.5, NaN, "2"]) {
    const open = () =>
      makeStates().openState(V1, zero, { version: version as number });
    assertThrows(open, TypeError, "whole number from 1 on");
  }
});

Deno.test("States keeps what the class does not open any more", () => {
  const other = { ...store({ cents: 1 }), name: "old" };
  const states = makeStates(other, store({ cents: 7 }));
  states.openState(V1, zero, {});
  assertEquals(states.toStored().map(({ name }) => name), ["old", "balance"]);
});

Deno.test("States finds members that a nested type lacks", () => {
  const lines = new StateType("balance", {
    shape: "lines",
    copy: (value) => {
      const map = value as Map<string, { cents: number }[]>;
      return new Map(
        [...map].map(([key, all]) => [
          key,
          all.map(({ cents }) => ({ cents })),
        ]),
      );
    },
  });
  const stored = store(new Map([["a", [{ cents: 1 }, { cents: 2, tax: 3 }]]]));
  const states = makeStates(stored);
  assertThrows(
    () => states.openState(lines, () => new Map(), {}),
    StoredStateError,
    ".tax is stored, and the type has no such member",
  );
});
