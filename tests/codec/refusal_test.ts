import { assertEquals, assertThrows } from "@std/assert";
import { CodecError } from "../../src/base/errors.ts";
import { MAX_COLLECTION_SIZE, MAX_DEPTH } from "../../src/base/limits.ts";
import { BOTH_WAYS, nest } from "./both_ways.ts";

class Socket {
  port = 80;
  close(): void {}
}

class Square {
  side = 1;
  get area(): number {
    return this.side ** 2;
  }
}

class WordList extends Array<string> {}
class PriceMap extends Map<string, number> {}
function cycle(): unknown {
  const node: Record<string, unknown> = {};
  node["next"] = node;
  return node;
}

/** The sentence of the error, by what was sent; never a value of the sender. */
const REFUSED: readonly [sentence: string, actual: string, sent: unknown][] = [
  ["functions cannot be messages", "function", () => {}],
  ["symbols cannot be messages", "symbol", Symbol("secret")],
  ["items[1].onChange: functions cannot be messages", "function", {
    items: [{}, { onChange() {} }],
  }],
  ["[0].tags: symbols cannot be messages", "symbol", [{ tags: Symbol() }]],
  ["reply: promises cannot be messages", "promise", {
    reply: Promise.resolve("secret"),
  }],
  ["then: functions cannot be messages", "function", { then() {} }],
  ["cache: WeakMap objects cannot be messages", "WeakMap", {
    cache: new WeakMap(),
  }],
  ["[0]: SharedArrayBuffer objects cannot be messages", "SharedArrayBuffer", [
    new SharedArrayBuffer(1),
  ]],
  ["Number objects cannot be messages", "Number", Object(1)],
  [
    "socket: instances of class Socket cannot be messages",
    "class instance Socket",
    { socket: new Socket() },
  ],
  [
    "instances of class Square cannot be messages",
    "class instance Square",
    new Square(),
  ],
  [
    "words: instances of class WordList cannot be messages",
    "class instance WordList",
    { words: WordList.of("secret") },
  ],
  [
    "instances of class PriceMap cannot be messages",
    "class instance PriceMap",
    new PriceMap(),
  ],
  [
    "objects with inherited members cannot be messages",
    "object with inherited members",
    Object.create({ inherited: 1 }),
  ],
  ['prices.get("a"): functions cannot be messages', "function", {
    prices: new Map([["a", () => {}]]),
  }],
  ["get(7): symbols cannot be messages", "symbol", new Map([[7, Symbol()]])],
  [
    "values()[1].x: symbols cannot be messages",
    "symbol",
    new Map<
      unknown,
      unknown
    >([[{}, 1], [{ secret: 1 }, { x: Symbol() }]]),
  ],
  [
    "keys()[0]: functions cannot be messages",
    "function",
    new Map([[
      () => {},
      1,
    ]]),
  ],
  ["tags.values()[1]: symbols cannot be messages", "symbol", {
    tags: new Set([1, Symbol()]),
  }],
  ['["odd key"].größe["7a"][""]: symbols cannot be messages', "symbol", {
    "odd key": { größe: { "7a": { "": Symbol() } } },
  }],
  [`${"k".repeat(64)}…: symbols cannot be messages`, "symbol", {
    ["k".repeat(99)]: Symbol(),
  }],
  [
    "a.__proto__: members of this name cannot be part of messages",
    "member __proto__",
    JSON.parse('{"a": {"__proto__": {"polluted": 1}}}'),
  ],
  ["price: what cannot be read cannot be a message", "unreadable", {
    get price(): number {
      throw new Error("secret");
    },
  }],
  ["[0]: what cannot be read cannot be a message", "unreadable", [
    new Proxy({}, {
      getPrototypeOf() {
        throw new Error("secret");
      },
    }),
  ]],
  ["a: what cannot be read cannot be a message", "unreadable", {
    a: new Proxy({}, {
      ownKeys() {
        throw new Error("secret");
      },
    }),
  }],
  ["d: what cannot be read cannot be a message", "unreadable", {
    d: Object.create(Date.prototype),
  }],
  [
    "what cannot be read cannot be a message",
    "unreadable",
    detached(),
  ],
  [
    `${"next.".repeat(11)}next…: what holds itself or nests deeper than ` +
    "256 cannot be a message",
    "nesting deeper than 256",
    cycle(),
  ],
  [
    `${"[0]".repeat(12)}…: what holds itself or nests deeper than ` +
    "256 cannot be a message",
    "nesting deeper than 256",
    nest(MAX_DEPTH + 1),
  ],
  [
    "list: arrays of more than 1048576 entries cannot be messages",
    "more than 1048576 entries",
    { list: Object.assign([], { length: MAX_COLLECTION_SIZE + 1 }) },
  ],
];

function detached(): ArrayBuffer {
  const buffer = new ArrayBuffer(1);
  structuredClone(buffer, { transfer: [buffer] });
  return buffer;
}

for (const [path, send] of Object.entries(BOTH_WAYS)) {
  for (const [sentence, actual, sent] of REFUSED) {
    Deno.test(`\`${path}\` throws when "${sentence}"`, () => {
      const error = assertThrows(() => send(sent), CodecError, sentence);
      assertEquals(error.message, sentence);
      assertEquals(error.actual, actual);
      assertEquals(error.expected, "a message");
      assertEquals(error.outcome, "not-run");
      assertEquals(
        sentence.startsWith(error.path === "" ? "" : `${error.path}: `),
        true,
      );
    });
  }

  Deno.test(`\`${path}\` keeps the cause when a getter throws`, () => {
    const cause = new Error("secret");
    const error = assertThrows(() =>
      send({
        get price(): number {
          throw cause;
        },
      }), CodecError);
    assertEquals(error.cause, cause);
  });

  Deno.test(`\`${path}\` pollutes no prototype when keys are hostile`, () => {
    const hostile = '{"constructor": {"prototype": {"polluted": 1}}}';
    send(JSON.parse(hostile));
    assertThrows(() => send(JSON.parse('{"__proto__": {"polluted": 1}}')));
    assertEquals(Reflect.get({}, "polluted"), undefined);
  });
}
