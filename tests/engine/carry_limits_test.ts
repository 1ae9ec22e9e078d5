import {
  CodecError,
  Engine,
  type EngineOptions,
  type Stream,
} from "@backstage/actors";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { AsyncLocalStorage } from "node:async_hooks";
import { UNOWNED } from "../../src/codec/reference/reference.ts";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import { Carry } from "../../src/envelope/carry.ts";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { type Stage, testEverywhere } from "../support/stage.ts";

const user = new AsyncLocalStorage<unknown>();
const trace = new AsyncLocalStorage<unknown>();
const carry = { user, trace };

/** Returns what a call fails with. */
function errorOf(stage: Stage, call: PromiseLike<unknown>): Promise<unknown> {
  return stage.finish(
    Promise.resolve(call.then(() => null, (error) => error)),
  );
}

function circle(): unknown {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

/** What can be no message, and where in it. */
const BAD: readonly [value: unknown, path: string][] = [
  [() => {}, "carry.user"],
  [Symbol("s"), "carry.user"],
  [Promise.resolve(), "carry.user"],
  [{ roles: [new WeakMap()] }, "carry.user.roles[0]"],
  [circle(), "carry.user[0]"],
  [
    new (class Own {
      greet() {}
    })(),
    "carry.user",
  ],
];

testEverywhere(
  "EngineOptions.carry refuses a call with what can be no message",
  async (stage) => {
    const engine = stage.open({ carry });
    let turns = 0;
    stage.cast("a", { ask: () => turns++, tell: () => void turns++ });
    const a = engine.getActor(PuppetProxy, "a");
    const stream: Stream<number> = engine.getStream("news");
    for (const [value, path] of BAD) {
      for (
        const [action, send] of [
          ['Cannot call "Puppet/a".ask: ', () => a.ask(1)],
          ['Cannot call "Puppet/a".tell: ', () => a.tell(1)],
          ['Cannot publish to "news": ', () => stream.next(1)!],
        ] as const
      ) {
        const error = await errorOf(stage, user.run(value, send));
        assert(error instanceof CodecError, action);
        assertEquals(error.outcome, "not-run");
        assert(error.path.startsWith(path), `${error.path}, not ${path}`);
        const start = `${action}${path}`;
        assert(error.message.startsWith(start), error.message);
      }
    }
    assertEquals(turns, 0);
    assertEquals(stage.eventsOf("refused").length, 2 * BAD.length);
    user.run(Symbol("s"), () => void a.tell(1));
    await stage.until(() => stage.lines.length === 1);
    assertEquals(stage.lines, [
      'error "Puppet/a".tell failed and nobody awaited it: CodecError: ' +
      'Cannot call "Puppet/a".tell: carry.user: symbols cannot be messages',
    ]);
  },
);

/** Returns text with which the values have that many bytes in all. */
function fill(bytes: number, rest: Record<string, unknown> = {}): string {
  for (let length = bytes;; length--) {
    const text = "x".repeat(length);
    const fields = new Map(Object.entries({ user: text, ...rest }));
    if (encodeValue(fields).length <= bytes) return text;
  }
}

testEverywhere(
  "EngineOptions.carry refuses a call with more than 4,096 bytes in all",
  async (stage) => {
    const engine = stage.open({ carry });
    stage.cast("a", { ask: () => String(user.getStore()).length });
    const a = engine.getActor(PuppetProxy, "a");
    const most = fill(4_096);
    const call = user.run(most, () => a.ask(1));
    assertEquals(await stage.finish(call), most.length);
    const over = await errorOf(stage, user.run(`${most}x`, () => a.ask(1)));
    assert(over instanceof CodecError);
    assertEquals([over.path, over.outcome, over.expected, over.actual], [
      "carry.user",
      "not-run",
      "at most 4096 bytes in all",
      "4097 bytes",
    ]);
    assertEquals(
      over.message,
      'Cannot call "Puppet/a".ask: carry.user: expected at most 4096 bytes ' +
        "in all, got 4097, of which it has 4088",
    );
    // Three letters of a text may be as many bytes as one of another.
    const wide = "\u{ffff}".repeat(1_300);
    const wides = await stage.finish(user.run(wide, () => a.ask(1)));
    assertEquals(wides, wide.length);
    const both = await errorOf(
      stage,
      trace.run(
        { steps: [new Uint8Array(3_000)] },
        () => user.run("x".repeat(1_500), () => a.ask(1)),
      ),
    );
    assert(both instanceof CodecError);
    assertEquals(both.path, "carry.trace");
    const big = await errorOf(
      stage,
      trace.run(1n << 40_000n, () => a.ask(1)),
    );
    assert(big instanceof CodecError && big.path === "carry.trace");
  },
);

testEverywhere(
  "EngineOptions.carry names the storage that cannot be read",
  async (stage) => {
    const cause = new Error("no");
    const broken = {
      getStore: () => {
        throw cause;
      },
      run: <Result>(_value: unknown, run: () => Result) => run(),
    };
    const engine = stage.open({ carry: { "the user": broken } });
    stage.cast("a", { ask: () => 1 });
    const a = engine.getActor(PuppetProxy, "a");
    const stream: Stream<number> = engine.getStream("news");
    const sends: [string, () => PromiseLike<unknown>][] = [
      ['Cannot call "Puppet/a".ask: ', () => a.ask(1)],
      ['Cannot call "Puppet/a".stream: ', () => a.stream(1).next()],
      ['Cannot publish to "news": ', () => stream.next(1)!],
    ];
    for (const [action, send] of sends) {
      const error = await errorOf(stage, send());
      assert(error instanceof CodecError, action);
      assertEquals(
        [error.message, error.path, error.outcome],
        [
          `${action}carry["the user"]: its storage cannot be read`,
          'carry["the user"]',
          "not-run",
        ],
      );
      assertEquals((error.cause as Error).cause ?? error.cause, cause);
    }
  },
);

testEverywhere(
  "EngineOptions.carry fails a turn that a storage does not run, by name",
  async (stage) => {
    const cause = new Error("no");
    let run: () => unknown = () => {};
    const broken = { getStore: () => 1, run: () => run() as never };
    const engine = stage.open({ carry: { user: broken } });
    let turns = 0;
    stage.cast("a", {
      ask: () => turns++,
      async *stream() {
        turns++;
        yield 1;
        return null;
      },
    });
    const a = engine.getActor(PuppetProxy, "a");
    for (const reason of [undefined, cause]) {
      run = () => {
        if (reason !== undefined) throw reason;
      };
      for (const send of [() => a.ask(1), () => a.stream(1).next()]) {
        const error = await errorOf(stage, send());
        assert(error instanceof Error);
        assertEquals(
          error.message,
          "Cannot enter carry.user: its storage does not run what it is given",
        );
        assertEquals(error.cause, reason);
      }
    }
    assertEquals(turns, 0);
  },
);

testEverywhere(
  "EngineOptions.carry fails a step that a storage does not run, by name",
  async (stage) => {
    let isBroken = false;
    const broken = {
      getStore: () => 1,
      run: <Result>(_value: unknown, run: () => Result) =>
        isBroken ? undefined as Result : run(),
    };
    const engine = stage.open({ carry: { user: broken } });
    stage.cast("a", {
      async *stream() {
        for (let index = 0; index < 100; index++) yield index;
        return null;
      },
      ask: () => "still",
    });
    const a = engine.getActor(PuppetProxy, "a");
    const reply = a.stream(1);
    assertEquals((await stage.finish(reply.next())).value, 0);
    await stage.settle();
    isBroken = true;
    const read = async (): Promise<number> => {
      let count = 1;
      while (!(await reply.next()).done) count++;
      return count;
    };
    const error = await errorOf(stage, read());
    assert(error instanceof TypeError);
    assert(error.message.startsWith("Cannot enter carry.user: "));
    isBroken = false;
    assertEquals(await stage.finish(a.ask(1)), "still");
    assertEquals(stage.eventsOf("failed").length, 1);
  },
);

testEverywhere(
  "EngineOptions.carry leaves what a turn throws as it is",
  async (stage) => {
    const engine = stage.open({ carry });
    stage.cast("a", {
      ask: () => {
        throw new RangeError(String(user.getStore()));
      },
    });
    const call = user.run(
      "ann",
      () => engine.getActor(PuppetProxy, "a").ask(1),
    );
    const error = await errorOf(stage, call);
    assert(error instanceof RangeError);
    assertEquals([error.message, error.cause], ["ann", undefined]);
  },
);

Deno.test("Carry.receive() takes what it knows by name, and checks all", () => {
  const own = new Carry({ user });
  assertEquals(own.receive(new Map([["other", 1]]), UNOWNED), null);
  const carried = own.receive(
    new Map<string, unknown>([["other", 1], ["user", { name: "ann" }]]),
    UNOWNED,
  );
  own.enter(carried!, UNOWNED, () => {
    assertEquals(user.getStore(), { name: "ann" });
    assert(Object.isFrozen(user.getStore()));
  });
  const bad: unknown[] = [
    null,
    [1],
    "user",
    new Map([["other", "x".repeat(5_000)]]),
    new Map<string, unknown>([["user", 1], ["other", "x".repeat(4_090)]]),
  ];
  for (const fields of bad) {
    assertThrows(() => own.receive(fields, UNOWNED), CodecError);
  }
});

Deno.test("Engine throws when what it is to carry has no storage", () => {
  const bad: [carry: unknown, sentence: string][] = [
    [null, "Cannot use carry null: "],
    ["user", 'Cannot use carry "user": '],
    [user, "Cannot use carry (object): "],
    [[user], "Cannot use carry (object): "],
    [{ user: null }, "Cannot use carry.user null: "],
    [{ "the user": 7 }, 'Cannot use carry["the user"] 7: '],
    [{ user: { getStore() {} } }, "Cannot use carry.user (object): "],
  ];
  for (const [value, sentence] of bad) {
    const options = { carry: value } as EngineOptions;
    assertThrows(() => new Engine(options), TypeError, sentence);
  }
  assertThrows(
    () => new Engine({ carry: { user: [] as never } }),
    TypeError,
    "it must be an AsyncLocalStorage",
  );
});
