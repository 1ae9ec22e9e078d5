import { assertEquals, assertMatch } from "@std/assert";
import { Chance } from "../support/chance.ts";
import {
  findDisorder,
  type Model,
  type Timed,
} from "../support/linear/linear.ts";
import {
  type RegisterOperation,
  type RegisterValue,
  tellRegisters,
} from "../support/linear/register.ts";

function op(
  text: string,
  askedAt: number,
  answeredAt: number,
): RegisterOperation {
  const [kind, value] = text.split(" ");
  return {
    key: "r",
    kind: kind as "read" | "write",
    value: value === "null" ? null : Number(value),
    client: "c",
    askedAt,
    answeredAt,
  };
}

Deno.test("tellRegisters() finds an order where operations overlap", () => {
  assertEquals(
    tellRegisters([
      op("write 1", 0, 10),
      op("read null", 2, 3),
      op("read 1", 4, 5),
      op("write 2", 11, Infinity),
      op("read 1", 12, 13),
      op("read 2", 14, 15),
      op("write 3", 15, Infinity),
    ]),
    [],
  );
});

Deno.test("tellRegisters() tells of a read that went back in time", () => {
  const [line, ...others] = tellRegisters([
    op("write 1", 0, 10),
    op("read 1", 4, 5),
    op("read null", 6, 7),
  ]);
  assertEquals(others, []);
  assertMatch(line!, /^register r: .* none fits of read of null by c \(6 to 7/);
});

Deno.test("tellRegisters() tells of a write that is lost", () => {
  const lost = [op("write 1", 0, 1), op("write 2", 2, 3), op("read 1", 4, 5)];
  assertEquals(tellRegisters(lost).length, 1);
});

Deno.test("tellRegisters() tells of a value that no one wrote", () => {
  assertEquals(tellRegisters([op("read 7", 4, 5)]).length, 1);
  // It was read before it was asked for.
  const early = [op("read 1", 0, 1), op("write 1", 2, Infinity)];
  assertEquals(tellRegisters(early).length, 1);
});

Deno.test("tellRegisters() looks at each register by itself", () => {
  const other = (operation: RegisterOperation) => ({ ...operation, key: "s" });
  assertEquals(
    tellRegisters([
      op("write 1", 0, 1),
      other(op("read null", 2, 3)),
      op("read 1", 4, 5),
    ]),
    [],
  );
});

interface Added extends Timed {
  readonly by: number;
  /** The sum that was answered; `null` where none was. */
  readonly sum: number | null;
}

const COUNTER: Model<number, Added> = {
  initial: 0,
  apply(state, { by, sum }) {
    return sum === null || sum === state + by ? state + by : undefined;
  },
  nameState: (state) => `${state}`,
};

Deno.test("findDisorder() lets what has no answer run, or not", () => {
  const lost: Added = { by: 5, sum: null, askedAt: 0, answeredAt: Infinity };
  const add = (sum: number, at: number): Added => {
    return { by: 1, sum, askedAt: at, answeredAt: at + 1 };
  };
  assertEquals(findDisorder(COUNTER, [lost, add(1, 2), add(7, 4)]), null);
  assertEquals(findDisorder(COUNTER, [lost, add(1, 2), add(2, 4)]), null);
  const found = findDisorder(COUNTER, [lost, add(6, 2), add(12, 4)]);
  assertEquals(found?.longest.length, 2);
  assertEquals([found?.state, found?.stuck.length], [6, 1]);
});

/** Tries every order, which is simple, and slow. */
function hasOrder(
  left: readonly RegisterOperation[],
  value: RegisterValue,
): boolean {
  if (left.every(({ answeredAt }) => answeredAt === Infinity)) return true;
  return left.some((one) => {
    const isEarly = left.some(({ answeredAt }) => answeredAt < one.askedAt);
    if (isEarly || one.kind === "read" && one.value !== value) return false;
    const others = left.filter((other) => other !== one);
    return hasOrder(others, one.value);
  });
}

function draw(chance: Chance): RegisterOperation[] {
  const count = 2 + chance.below(5);
  let written = 0;
  return Array.from({ length: count }, () => {
    const askedAt = chance.below(12);
    const isWrite = chance.below(2) === 0;
    const value = isWrite ? ++written : chance.below(4);
    const isUnknown = isWrite && chance.below(3) === 0;
    const answeredAt = isUnknown ? Infinity : askedAt + chance.below(8);
    const text = `${isWrite ? "write" : "read"} ${value === 0 ? null : value}`;
    return op(text, askedAt, answeredAt);
  });
}

Deno.test("tellRegisters() says what every order says", () => {
  let linear = 0;
  for (let seed = 1; seed <= 3_000; seed++) {
    const operations = draw(new Chance(seed));
    const expected = hasOrder(operations, null);
    if (expected) linear++;
    const said = tellRegisters(operations);
    assertEquals(said.length === 0, expected, `seed ${seed}: ${said}`);
  }
  assertEquals(linear > 500 && linear < 2_500, true, `${linear}`);
});

/** What clients of a register see that does one thing after the other. */
function live(chance: Chance, count: number): RegisterOperation[] {
  const operations: RegisterOperation[] = [];
  let value: RegisterValue = null;
  for (let at = 1; at <= count; at++) {
    const isWrite = chance.below(3) === 0;
    if (isWrite) value = at;
    // Ten clients, each of whom waits for its answer.
    const [askedAt, answeredAt] = [at - chance.below(5), at + chance.below(5)];
    const isUnknown = isWrite && chance.below(10) === 0;
    const kind = isWrite ? "write" : "read";
    const end = isUnknown ? Infinity : answeredAt;
    operations.push(op(`${kind} ${value}`, askedAt, end));
  }
  return operations;
}

Deno.test("tellRegisters() looks through a long history", () => {
  const operations = live(new Chance(7), 20_000);
  assertEquals(tellRegisters(operations), []);
  const place = operations.findIndex(({ kind }, at) =>
    kind === "read" && at > 15_000
  );
  const stale = { ...operations[place]!, value: operations[5]!.value };
  assertEquals(tellRegisters(operations.with(place, stale)).length, 1);
});
