import { assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";
import { amount, duration, fit, widthOf } from "../../cli/inspect/cells.ts";
import {
  Connection,
  ConnectionError,
  type Selection,
} from "../../cli/inspect/connection.ts";
import { showScreen, type Terminal } from "../../cli/inspect/screen.ts";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";
import { Inspected } from "../support/inspected.ts";

const FIRST: Selection = {
  sort: "rate",
  descending: true,
  filter: "",
  offset: 0,
  limit: 50,
};

/** A terminal whose keys come from a script, one after each picture. */
class FakeTerminal implements Terminal {
  columns = 100;
  rows = 9;
  readonly pictures: string[][] = [];
  readonly #script: ((() => string | null) | string)[];

  constructor(...script: ((() => string | null) | string)[]) {
    this.#script = script;
  }

  size() {
    return { columns: this.columns, rows: this.rows };
  }

  write(text: string): void {
    assertEquals(text.startsWith("\x1b[H"), true);
    assertEquals(text.endsWith("\x1b[J"), true);
    const lines = text.slice(3, -3).split("\r\n");
    this.pictures.push(lines.map((line) => line.split("\x1b[K")[0]!));
  }

  wait(): Promise<string | null> {
    const next = this.#script.shift() ?? "q";
    return Promise.resolve(typeof next === "string" ? next : next());
  }

  /** The first column of the actors of a picture. */
  actors(index: number): string[] {
    const lines = this.pictures[index]!;
    return lines.slice(4, -1).map((line) => line.split(/ +/)[0]!);
  }
}

function opener(inspected: Inspected): () => Promise<Connection> {
  return () => Connection.open(new URL(inspected.inspector.url));
}

Deno.test("showScreen() sorts, turns and scrolls by keys", async () => {
  await using inspected = await Inspected.open();
  for (let at = 0; at < 8; at++) {
    const counter = inspected.engine.getActor(CounterProxy, `${at}`);
    for (let count = 0; count <= at % 5; count++) await counter.add(1);
  }
  const terminal = new FakeTerminal(
    "a", // by id
    "j", // one down
    " ", // one page down, and no further than the end
    "k", // one up
    "b", // one page up
    "a", // turned round
    "h", // by handled, the most first
    "?", // nothing
    "\x1b[B",
    "q",
  );
  await showScreen(terminal, opener(inspected), FIRST);
  const shown = terminal.pictures.map((_, index) =>
    terminal.actors(index).map((name) => name.replace("Counter/", "")).join("")
  );
  assertEquals(shown.slice(1), [
    "0123",
    "1234",
    "4567",
    "3456",
    "0123",
    "7654",
    "4327",
    "4327",
    "3271",
  ]);
  const last = terminal.pictures[1]!.at(-1)!;
  assertMatch(last, /^1-4 of 8 by actor up \| q quit \| a actor, s state/);
});

Deno.test("showScreen() fits the terminal, whatever its size", async () => {
  await using inspected = await Inspected.open();
  for (let at = 0; at < 30; at++) {
    const id = `${at} ${"\u{1f600}漢字".repeat(at)}`;
    await inspected.engine.getActor(CounterProxy, id).add(1);
  }
  const terminal: FakeTerminal = new FakeTerminal(
    () => {
      [terminal.columns, terminal.rows] = [40, 6];
      return null;
    },
    () => {
      [terminal.columns, terminal.rows] = [200, 50];
      return null;
    },
    () => {
      [terminal.columns, terminal.rows] = [1, 1];
      return null;
    },
    "q",
  );
  await showScreen(terminal, opener(inspected), FIRST);
  const heights = terminal.pictures.map((lines) => lines.length);
  assertEquals(heights, [9, 6, 35, 1]);
  for (const [index, columns] of [100, 40, 200, 1].entries()) {
    for (const line of terminal.pictures[index]!) {
      assertLessOrEqual(widthOf(line), columns, line);
    }
  }
});

Deno.test("showScreen() outlives a line that is lost", async () => {
  const first = await Inspected.open();
  const second = await Inspected.open();
  let current = first;
  const stop = () => {
    first.engine.stop();
    return null;
  };
  const terminal: FakeTerminal = new FakeTerminal(
    stop,
    () => null,
    () => {
      current = second;
      return null;
    },
    () => null,
    "q",
  );
  const connect = () => opener(current)();
  await showScreen(terminal, connect, FIRST);
  const [before, ...others] = terminal.pictures.map(([line]) => line!);
  assertMatch(before!, /^engine open/);
  assertEquals(others.some((line) => line.startsWith("Cannot ")), true);
  assertMatch(others.at(-1)!, /^engine open/);
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
});

Deno.test("Connection.look() fails when the line is lost", async () => {
  const inspected = await Inspected.open();
  using connection = await opener(inspected)();
  await inspected[Symbol.asyncDispose]();
  await connection.closed;
  const error = await connection.look(FIRST).catch((error) => error);
  assertEquals(error instanceof ConnectionError, true);
});

Deno.test("fit() counts columns, not characters", () => {
  assertEquals(fit("abc", 5, false), "abc  ");
  assertEquals(fit("abc", 5, true), "  abc");
  assertEquals(fit("abcdef", 5, true), "abcd~");
  assertEquals(fit("漢字漢字", 8, false), "漢字漢字");
  assertEquals(fit("漢字漢字", 6, false), "漢字~ ");
  assertEquals(fit("e\u0301e\u0301", 3, false), "e\u0301e\u0301 ");
  assertEquals(fit("", 2, false), "  ");
});

Deno.test("duration() and amount() take few characters", () => {
  const durations = [null, 0, 0.0042, 0.5, 1.25, 42, 999, 1_500, 61_000, 7.3e6];
  assertEquals(durations.map(duration), [
    "-",
    "0",
    "4us",
    "500us",
    "1.3ms",
    "42ms",
    "999ms",
    "1.5s",
    "1m",
    "2h",
  ]);
  const amounts = [0, 1, 0.25, 9.96, 10.4, 9_999, 10_000, 123_456, 1e9, 5e15];
  assertEquals(amounts.map(amount), [
    "0",
    "1",
    "0.3",
    "10.0",
    "10",
    "9999",
    "10k",
    "123k",
    "1000M",
    "5000T",
  ]);
});
