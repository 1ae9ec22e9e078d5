import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
} from "@std/assert";
import { PuppetProxy } from "../cast/generated/puppet_proxy.gen.ts";
import { testEverywhere } from "../support/stage.ts";

const inner = new TypeError("inner");

const ERRORS: Readonly<Record<string, Error>> = {
  DOMException: new DOMException("it was given up", "AbortError"),
  "DOMException with another name": new DOMException("late", "TimeoutError"),
  "DOMException with a name of its own": new DOMException("odd", "OddError"),
  QuotaExceededError: new QuotaExceededError("full", {
    quota: 5,
    requested: 7,
  }),
  "QuotaExceededError that knows nothing": new QuotaExceededError("full"),
  "Deno.errors.NotFound": new Deno.errors.NotFound("gone"),
  "Deno.errors.Busy": new Deno.errors.Busy("busy", { cause: inner }),
  "WebAssembly.LinkError": new WebAssembly.LinkError("no such import"),
  EvalError: new EvalError("eval"),
  RangeError: new RangeError("range"),
  ReferenceError: new ReferenceError("reference"),
  SyntaxError: new SyntaxError("syntax"),
  TypeError: new TypeError("type"),
  URIError: new URIError("uri"),
  AggregateError: new AggregateError(
    [inner, new DOMException("one", "NotFoundError"), "two"],
    "both",
    { cause: new Deno.errors.Http("broken") },
  ),
  SuppressedError: new SuppressedError(
    new DOMException("second", "DataError"),
    inner,
    "while it was closed",
  ),
  "a chain of causes": new Error("first", {
    cause: new DOMException("second", "NetworkError"),
  }),
};

/** What is alike of an error and its copy; a copy's stack may be shorter. */
function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, cause } = error;
  return {
    prototype: Object.getPrototypeOf(error),
    text: String(error),
    name,
    message,
    code: Reflect.get(error, "code"),
    keys: Object.keys(error),
    details: ["quota", "requested"].map((key) => Reflect.get(error, key)),
    cause: describe(cause),
    errors: (Reflect.get(error, "errors") as unknown[] | undefined)
      ?.map(describe),
    error: describe(Reflect.get(error, "error")),
    suppressed: describe(Reflect.get(error, "suppressed")),
  };
}

for (const [title, sent] of Object.entries(ERRORS)) {
  testEverywhere(`R16: an error keeps its class: ${title}`, async (stage) => {
    stage.cast("a", {
      ask: (_ctx, input) => {
        if (input === "throw") throw sent;
        return input === "return" ? sent : { got: [input] };
      },
    });
    const a = stage.open().getActor(PuppetProxy, "a");
    const thrown = await a.ask("throw").then(() => null, (error) => error);
    const returned = await a.ask("return");
    const { got: [passed] } = await a.ask(sent) as { got: [unknown] };
    for (const copy of [thrown, returned, passed]) {
      assertEquals(describe(copy), describe(sent));
    }
    if (sent instanceof DOMException) {
      assertInstanceOf(thrown, DOMException);
      assertEquals(thrown.code, sent.code);
    }
  });
}

testEverywhere(
  "R16: an error of a program's own is none of the platform's",
  async (stage) => {
    class NotFound extends Error {
      override name = "NotFound";
    }
    const plain = Object.assign(new Error("no"), {
      name: "AbortError",
      "[[Class]]": "DOMException",
    });
    const a = stage.open().getActor(PuppetProxy, "a");
    stage.cast("a", { ask: (_ctx, input) => input });
    for (const sent of [new NotFound("no"), plain]) {
      const copy = await a.ask(sent);
      assertInstanceOf(copy, Error);
      assertStrictEquals(Object.getPrototypeOf(copy), Error.prototype);
      assertEquals([copy.name, copy.message], [sent.name, "no"]);
    }
  },
);
