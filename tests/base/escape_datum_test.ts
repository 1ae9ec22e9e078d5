import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { escapeDatum } from "../../src/base/escape_datum.ts";

const HIDDEN = "(Error: no \\x1b[2J\\nInspector: all is well)";
const HOSTILE = "no \x1b[2J\nInspector: all is well";

/** An error whose stack is that of nowhere, as one line. */
function makeError(message: string, options: ErrorOptions = {}): Error {
  const error = new RangeError(message, options);
  error.stack = `RangeError: ${message}\n    at run (file:///a.ts:1:2)`;
  return error;
}

function assertEscaped(datum: unknown): void {
  const text = escapeDatum(datum);
  assert(typeof text === "string");
  assertStringIncludes(text, "\\x1b[2J");
  for (const line of text.split("\n")) {
    assert(!line.includes("\x1b"), line);
    assert(!line.startsWith("Inspector"), line);
  }
}

Deno.test("escapeDatum() returns a harmless datum as it is", () => {
  const cause = makeError("inner");
  const error = Object.assign(makeError("out", { cause }), { at: { a: 1 } });
  const object = { a: "\x1b", list: [error, new Map([[{}, "a\nb"]])] };
  for (const datum of [1, "a\nb", null, undefined, error, object]) {
    assertStrictEquals(escapeDatum(datum), datum);
  }
});

Deno.test("escapeDatum() writes an error with controls as text", () => {
  assertEquals(
    escapeDatum(makeError("no \x1b[2J\nInspector: all is well\r\u202e")),
    "RangeError: no \\x1b[2J\n    Inspector: all is well\\r\\u{202e}\n" +
      "    at run (file:///a.ts:1:2)",
  );
});

Deno.test("escapeDatum() looks at all that a console writes", () => {
  const error = makeError(HOSTILE);
  const round = makeError(HOSTILE);
  round.cause = round;
  const tag = { [Symbol.toStringTag]: HOSTILE };
  const named = Object.defineProperty(() => {}, "name", { value: HOSTILE });
  const many = Array.from({ length: 12 }, (_, at) => makeError(`${at}`));
  const data = [
    round,
    makeError("out", { cause: error }),
    makeError("out", { cause: { error } }),
    new AggregateError([...many, error], "many"),
    Object.assign(makeError("out"), { inner: [error] }),
    Object.assign(makeError("out"), { tag }),
    { error },
    [error],
    new Map([["error", error]]),
    tag,
    named,
    Object.setPrototypeOf(makeError(HOSTILE), null),
  ];
  for (const datum of data) assertEscaped(datum);
});

Deno.test("escapeDatum() ends for errors that do not", () => {
  const endless = new AggregateError([], "endless");
  endless.errors = new Proxy([], {
    get: (_target, key) => key === "length" ? Infinity : makeError(HOSTILE),
  });
  const generated = Object.assign(new AggregateError([], "generated"), {
    errors: {
      *[Symbol.iterator]() {
        while (true) yield makeError(HOSTILE);
      },
    },
  });
  const round = new AggregateError([], "round");
  round.errors.push(...Array(100).fill(round));
  for (const error of [endless, generated, round]) {
    assertStringIncludes(Deno.inspect(escapeDatum(error)), "AggregateError");
  }
});

Deno.test("escapeDatum() survives what cannot be read", () => {
  const refuse = () => {
    throw new Error("unreadable");
  };
  const error = new Error(HOSTILE);
  const unread = { [Symbol.for("Deno.customInspect")]: refuse };
  assertEquals(escapeDatum(Object.assign(error, unread)), HIDDEN);
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const datum of [proxy, Object.create(null), new Proxy({}, {})]) {
    escapeDatum(datum);
  }
});
