import { assertAlmostEquals, assertEquals, assertGreater } from "@std/assert";
import { layOut } from "../../../src/inspector/page/views/graph/layout.ts";

const ROOM = { width: 800, height: 500 };
const KEYS = ["A", "B", "C", "D", "E", "F", "G"];
const LINKS = [
  { from: "A", to: "B" },
  { from: "B", to: "C" },
  { from: "C", to: "A" },
  { from: "C", to: "D" },
  { from: "D", to: "E" },
  { from: "E", to: "F" },
  { from: "A", to: "A" },
];

Deno.test("layOut() lays the same graph out alike, in any order", () => {
  assertEquals(
    layOut(KEYS.toReversed(), LINKS.toReversed(), ROOM),
    layOut(KEYS, LINKS, ROOM),
  );
});

Deno.test("layOut() keeps everyone in the room and apart", () => {
  const points = [...layOut(KEYS, LINKS, ROOM).values()];
  for (const [index, { x, y }] of points.entries()) {
    assertEquals(Math.abs(x) <= 400 && Math.abs(y) <= 250, true);
    for (const other of points.slice(index + 1)) {
      assertGreater(Math.hypot(x - other.x, y - other.y), 60);
    }
  }
});

Deno.test("layOut() brings friends together and uses the whole room", () => {
  const points = layOut(KEYS, LINKS, ROOM);
  const distance = (one: string, other: string) => {
    const [a, b] = [points.get(one), points.get(other)];
    return Math.hypot((a?.x ?? 0) - (b?.x ?? 0), (a?.y ?? 0) - (b?.y ?? 0));
  };
  assertGreater(distance("A", "F"), distance("E", "F") * 1.5);
  assertGreater(distance("B", "E"), distance("A", "B") * 1.5);
  const xs = [...points.values()].map(({ x }) => x);
  assertGreater(Math.max(...xs) - Math.min(...xs), ROOM.width * 0.9);
});

Deno.test("layOut() keeps every place while no node comes", () => {
  const before = layOut(KEYS, LINKS, ROOM);
  const after = layOut(KEYS, LINKS, ROOM, before);
  for (const [key, point] of before) {
    assertAlmostEquals(after.get(key)?.x ?? 0, point.x, 1);
    assertAlmostEquals(after.get(key)?.y ?? 0, point.y, 1);
  }
});

Deno.test("layOut() hardly moves the others when one comes", () => {
  const before = layOut(KEYS, LINKS, ROOM);
  const after = layOut(
    [...KEYS, "H"],
    [...LINKS, { from: "H", to: "A" }],
    ROOM,
    before,
  );
  for (const key of ["A", "B", "C", "D", "E", "F"]) {
    const { x = 0, y = 0 } = before.get(key) ?? {};
    const moved = Math.hypot(
      (after.get(key)?.x ?? 0) - x,
      (after.get(key)?.y ?? 0) - y,
    );
    assertEquals(moved < 260, true, `${key} moved by ${moved}`);
  }
});

Deno.test("layOut() puts what is not linked in a row below", () => {
  const points = layOut(["X", "Y", ...KEYS], LINKS, ROOM);
  const lowest = Math.max(
    ...["A", "B", "C", "D", "E", "F"].map((key) => points.get(key)?.y ?? 0),
  );
  for (const key of ["G", "X", "Y"]) {
    assertGreater(points.get(key)?.y ?? 0, lowest);
  }
});

Deno.test("layOut() finds a place for one, for none and for strangers", () => {
  assertEquals(layOut([], [], ROOM), new Map());
  assertEquals(layOut(["A"], [], ROOM).size, 1);
  assertEquals(layOut(["A"], [{ from: "A", to: "gone" }], ROOM).size, 1);
});
