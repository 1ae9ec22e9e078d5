import { assert, assertEquals } from "@std/assert";
import { Line } from "../../src/cluster/nats/store/line.ts";
import { covers } from "../../src/cluster/nats/store/scan.ts";
import {
  decodeToken,
  encodeToken,
  Subjects,
} from "../../src/cluster/nats/store/subjects.ts";

const LONG = ["a", "é", "\u{1f600}"].map((text) => text.repeat(500));

Deno.test("encodeToken() makes a part of a subject of any text", () => {
  const texts = ["ann", "A_b-1", "", "=", "~", "a.b", "*", ">", "a b", "\0\n"];
  for (const text of [...texts, "é", "\ufeffa", "\u{10ffff}"]) {
    const token = encodeToken(text);
    assert(/^[\w=-]+$/.test(token), token);
    assertEquals(decodeToken(token), text);
  }
  assertEquals(encodeToken("a.b"), "a=2Eb");
  assertEquals(encodeToken("é"), "=C3=A9");
});

Deno.test("encodeToken() hashes what is long, and tells it apart", () => {
  const tokens = [...LONG, ...LONG.map((text) => `${text}x`)].map(encodeToken);
  assertEquals(new Set(tokens).size, tokens.length);
  for (const token of tokens) {
    assert(token.length <= 160);
    assertEquals(decodeToken(token), null);
  }
});

Deno.test("Subjects keeps kinds, actors and rows apart", () => {
  const subjects = new Subjects("shop");
  const one = { type: "a", id: "b.c" };
  const other = { type: "a.b", id: "c" };
  const row = { kind: "mark", key: "k" } as const;
  const all = [one, other].flatMap((actor) => [
    subjects.record(actor),
    subjects.row(actor, row),
    subjects.row(actor, { kind: "answer", key: "k" }),
    subjects.wake(null, actor),
    subjects.wake(7, actor),
  ]);
  const rest = [subjects.fence(7), subjects.guard("e"), subjects.commit("e")];
  assertEquals(new Set([...all, ...rest]).size, 13);
  assertEquals(subjects.record(one), "backstage.shop.store.r.a.b=2Ec");
  assertEquals(subjects.partsOf(subjects.record(one)), ["a", "b=2Ec"]);
  const kept = subjects.row(one, row);
  assertEquals(subjects.expiring(subjects.expiry(kept)), kept);
});

Deno.test("covers() reads the filters of subjects", () => {
  const right = [
    ["a.>", "a.b"],
    ["a.>", "a.b.c"],
    ["a.*.c", "a.b.c"],
    ["a.b", "a.b"],
  ];
  for (const [filter, subject] of right) {
    assert(covers(filter!, subject!), `${filter} ${subject}`);
  }
  const wrong = [["a.>", "a"], ["a.*", "a.b.c"], ["a.*.c", "a.b"], ["a", "b"]];
  for (const [filter, subject] of wrong) {
    assert(!covers(filter!, subject!), `${filter} ${subject}`);
  }
});

/** What is under way, and ends when it is told to. */
class Deeds {
  readonly line = new Line();
  readonly begun: string[] = [];
  readonly #ends = new Map<string, () => void>();

  read(name: string, key: string | null): void {
    void this.line.read(key, () => this.#begin(name));
  }

  write(name: string, keys: string[] | null): void {
    void this.line.write(keys, () => this.#begin(name));
  }

  /** Ends one, and lets begin what waited for it. */
  async end(name: string): Promise<string[]> {
    this.#ends.get(name)!();
    return await this.look();
  }

  async look(): Promise<string[]> {
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, 0);
    await promise;
    return this.begun.splice(0);
  }

  #begin(name: string): Promise<void> {
    this.begun.push(name);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#ends.set(name, resolve);
    return promise;
  }
}

Deno.test("Line.write() waits for others, and looks at the same", async () => {
  const deeds = new Deeds();
  deeds.read("look at a", "a");
  deeds.write("write b", ["b"]);
  deeds.write("write a", ["a"]);
  deeds.write("write c", ["c"]);
  assertEquals(await deeds.look(), ["look at a", "write b"]);
  assertEquals(await deeds.end("write b"), []);
  assertEquals(await deeds.end("look at a"), ["write a"]);
  assertEquals(await deeds.end("write a"), ["write c"]);
  await deeds.end("write c");
  await deeds.line.settle();
});

Deno.test("Line.read() waits for writes of the same, and of all", async () => {
  const deeds = new Deeds();
  deeds.write("write a", ["a"]);
  deeds.read("look at b", "b");
  deeds.read("look at a", "a");
  deeds.read("list", null);
  deeds.write("fence", null);
  deeds.read("look at c", "c");
  assertEquals(await deeds.look(), ["look at b", "write a"]);
  assertEquals(await deeds.end("write a"), ["look at a", "list"]);
  await deeds.end("look at b");
  await deeds.end("look at a");
  assertEquals(await deeds.end("list"), ["fence"]);
  assertEquals(await deeds.end("fence"), ["look at c"]);
  await deeds.end("look at c");
  await deeds.line.settle();
});
