import { assert, assertEquals } from "@std/assert";
import {
  divide,
  type Move,
  type Owned,
  planMoves,
} from "../../../src/cluster/ownership/division.ts";
import { SimulatedRuntime } from "../../../src/testing/simulated_runtime.ts";

const ROUNDS = 500;

interface Table {
  readonly hosts: readonly string[];
  readonly owned: Owned;
  readonly free: readonly number[];
}

/** Draws who owns what, and what is free. */
function drawTable(runtime: SimulatedRuntime): Table {
  const pick = (count: number): number => Math.floor(runtime.random() * count);
  const hosts = Array.from({ length: 1 + pick(7) }, (_, index) => `n${index}`);
  const owned = new Map<string, number[]>(hosts.map((id) => [id, []]));
  const free: number[] = [];
  // The first nodes own more, for the others have come later.
  for (let shard = pick(300); shard > 0; shard--) {
    const id = hosts[Math.min(pick(hosts.length), pick(hosts.length))]!;
    (pick(4) === 0 ? free : owned.get(id)!).push(shard);
  }
  return { hosts, owned, free };
}

function countAfter(
  { hosts, owned }: Table,
  moves: readonly Move[],
): readonly number[] {
  return hosts.map((id) =>
    owned.get(id)!.length + moves.filter(({ to }) => to === id).length -
    moves.filter(({ from }) => from === id).length
  );
}

Deno.test("planMoves() evens out with the fewest moves", () => {
  const runtime = new SimulatedRuntime({ seed: 3 });
  for (let round = 0; round < ROUNDS; round++) {
    const table = drawTable(runtime);
    const { hosts, owned } = table;
    const moves = planMoves(hosts, owned);
    const counts = countAfter(table, moves);
    assert(Math.max(...counts) - Math.min(...counts) <= 1, `round ${round}`);
    for (const { shard, from } of moves) {
      assert(owned.get(from)!.includes(shard));
    }
    const shards = new Set(moves.map(({ shard }) => shard));
    assertEquals(shards.size, moves.length, "none moves twice");
    // Those above the larger share must give, those below the smaller take.
    const sizes = hosts.map((id) => owned.get(id)!.length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const least = Math.floor(total / hosts.length);
    const most = Math.ceil(total / hosts.length);
    const given = sizes.map((size) => Math.max(size - most, 0));
    const taken = sizes.map((size) => Math.max(least - size, 0));
    const sum = (all: number[]): number => all.reduce((a, b) => a + b, 0);
    assertEquals(moves.length, Math.max(sum(given), sum(taken)));
  }
});

Deno.test("planMoves() plans nothing for those that are even", () => {
  const owned = new Map([["a", [1, 2]], ["b", [3]], ["c", [4, 5]]]);
  assertEquals(planMoves(["a", "b", "c"], owned), []);
  assertEquals(planMoves([], new Map()), []);
});

Deno.test("planMoves() goes on with its plan after each move", () => {
  const runtime = new SimulatedRuntime({ seed: 4 });
  for (let round = 0; round < ROUNDS; round++) {
    const { hosts, owned } = drawTable(runtime);
    const all = planMoves(hosts, owned).length;
    let made = 0;
    const now = new Map([...owned].map(([id, list]) => [id, [...list]]));
    for (;;) {
      const moves = planMoves(hosts, now);
      if (moves.length === 0) break;
      // Any of them is made first.
      const { shard, from, to } =
        moves[Math.floor(runtime.random() * moves.length)]!;
      now.set(from, now.get(from)!.filter((one) => one !== shard));
      now.get(to)!.push(shard);
      made++;
    }
    assertEquals(made, all, `round ${round}`);
  }
});

Deno.test("divide() gives those most that own least", () => {
  const runtime = new SimulatedRuntime({ seed: 5 });
  for (let round = 0; round < ROUNDS; round++) {
    const { hosts, owned, free } = drawTable(runtime);
    const counts = new Map([...owned].map(([id, { length }]) => [id, length]));
    const owners = divide(free, hosts, counts);
    assertEquals([...owners.keys()], [...free]);
    const gains = hosts.map((id) =>
      free.filter((shard) => owners.get(shard) === id).length
    );
    const totals = hosts.map((id, index) =>
      owned.get(id)!.length + gains[index]!
    );
    const least = Math.min(...totals);
    for (const [index, gain] of gains.entries()) {
      assert(gain === 0 || totals[index]! <= least + 1, `round ${round}`);
    }
  }
  assertEquals(divide([1, 2], [], new Map()).size, 0);
});
