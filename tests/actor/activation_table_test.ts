import { assertEquals } from "@std/assert";
import { ActivationTable } from "../../src/actor/port/activation_table.ts";

interface Node {
  readonly id: string;
}

/** Long ids that differ in the middle alone have a number in common. */
function makeTwins(count: number): Node[] {
  return Array.from({ length: count }, (_, at) => {
    const middle = `${at}`.padStart(8, "0");
    return { id: "a".repeat(16) + middle + "z".repeat(16) };
  });
}

function listIds(table: ActivationTable<Node>): string[] {
  return Array.from(table.values(), ({ id }) => id);
}

Deno.test("ActivationTable.get() finds each of many by its own id", () => {
  const table = new ActivationTable<Node>();
  const nodes = Array.from({ length: 10_000 }, (_, at) => ({ id: `n${at}` }));
  for (const node of nodes) table.add(node);
  assertEquals(table.size, nodes.length);
  assertEquals(nodes.every((node) => table.get(node.id) === node), true);
  assertEquals(table.get("n10000"), undefined);
  assertEquals(table.get(""), undefined);
});

Deno.test("ActivationTable.get() tells ids apart that share a number", () => {
  const table = new ActivationTable<Node>();
  const [first, second, third, absent] = makeTwins(4);
  for (const node of [first!, second!, third!]) table.add(node);
  assertEquals(table.get(first!.id), first);
  assertEquals(table.get(second!.id), second);
  assertEquals(table.get(third!.id), third);
  assertEquals(table.get(absent!.id), undefined);
  assertEquals(table.size, 3);
  assertEquals(listIds(table), [first!.id, second!.id, third!.id]);
});

Deno.test("ActivationTable.delete() takes out one of several alike", () => {
  const table = new ActivationTable<Node>();
  const twins = makeTwins(3);
  for (const node of twins) table.add(node);
  assertEquals(table.delete({ id: twins[1]!.id }), false);
  for (const [at, node] of twins.entries()) {
    assertEquals(table.delete(node), true);
    assertEquals(table.delete(node), false);
    assertEquals(table.size, 2 - at);
    assertEquals(table.get(node.id), undefined);
  }
  assertEquals(listIds(table), []);
  table.add(twins[2]!);
  assertEquals(table.get(twins[2]!.id), twins[2]);
});

Deno.test("ActivationTable.delete() leaves another that has the id", () => {
  const table = new ActivationTable<Node>();
  const node = { id: "a" };
  table.add(node);
  assertEquals(table.delete({ id: "a" }), false);
  assertEquals(table.delete({ id: "b" }), false);
  assertEquals(table.get("a"), node);
  assertEquals(table.size, 1);
});

Deno.test("ActivationTable.values() goes on over what comes and goes", () => {
  const table = new ActivationTable<Node>();
  const twins = makeTwins(2);
  for (const node of [{ id: "a" }, ...twins, { id: "b" }]) table.add(node);
  const seen: string[] = [];
  for (const { id } of table.values()) {
    seen.push(id);
    if (id !== "a") continue;
    table.delete(table.get("b")!);
    table.add({ id: "c" });
  }
  assertEquals(seen, ["a", twins[0]!.id, twins[1]!.id, "c"]);
});
