import { CallError, CodecError } from "@backstage/actors";

const MEMBERS = ["name", "message", "stack", "cause", "code", "outcome"];

function refuse(): never {
  throw new Error("a trap");
}

/** Gives a value members that throw when they are read. */
function blind<T extends object>(value: T, ...members: string[]): T {
  for (const member of members) {
    Object.defineProperty(value, member, { get: refuse, enumerable: true });
  }
  return value;
}

function callError(): CallError {
  return new CallError("strange", { code: "timeout", outcome: "unknown" });
}

function codecError(): CodecError {
  const parts = { path: "a", expected: "text", actual: "number" };
  return new CodecError("a: expected text, got number", parts);
}

const EVERY_TRAP: ProxyHandler<object> = {
  get: refuse,
  getOwnPropertyDescriptor: refuse,
  getPrototypeOf: refuse,
  has: refuse,
  ownKeys: refuse,
};

/** A call error whose class reads what throws. */
class Blind extends CallError {
  constructor() {
    super("blind", { code: "remote", outcome: "not-run" });
  }

  get cycle(): never {
    return refuse();
  }

  override toString(): never {
    return refuse();
  }
}

/** Makes values that cannot be read, or only in part, by what they are. */
export const HOSTILE: Readonly<Record<string, () => unknown>> = {
  ...Object.fromEntries(
    MEMBERS.map((member) => [
      `an error without ${member}`,
      () => blind(new Error("an error"), member),
    ]),
  ),
  ...Object.fromEntries(
    MEMBERS.map((member) => [
      `a call error without ${member}`,
      () => blind(callError(), member),
    ]),
  ),
  "an error without anything": () => blind(new Error("an error"), ...MEMBERS),
  "a call error without anything": () => blind(callError(), ...MEMBERS),
  "a codec error without anything": () =>
    blind(codecError(), ...MEMBERS, "path", "expected", "actual"),
  "a call error of a class that throws": () => new Blind(),
  "a call error whose constructor is text": () =>
    Object.assign(callError(), { constructor: "Shop" }),
  "a call error whose constructor throws": () =>
    blind(callError(), "constructor"),
  "a call error whose constructor is an arrow": () =>
    Object.assign(callError(), { constructor: () => {} }),
  "a frozen call error": () => Object.freeze(callError()),
  "a frozen error": () => Object.freeze(new Error("frozen")),
  "a Proxy": () => new Proxy({}, EVERY_TRAP),
  "a Proxy of an error": () => new Proxy(new Error("an error"), EVERY_TRAP),
  "a Proxy of a call error": () => new Proxy(callError(), { get: refuse }),
  "a Proxy of a codec error": () => new Proxy(codecError(), { get: refuse }),
  "a revoked Proxy": () => {
    const { proxy, revoke } = Proxy.revocable(callError(), {});
    revoke();
    return proxy;
  },
  "an object without a prototype": () => Object.create(null),
  "an object without text": () => ({ toString: refuse, toJSON: refuse }),
  "a class that throws as text": () => blind(class {}, "name", "prototype_"),
  "a symbol": () => Symbol("thrown"),
  "a function": () => refuse,
  "nothing": () => undefined,
  "null": () => null,
  "a thenable": () => ({ then: refuse }),
  "an error of errors without errors": () =>
    blind(new AggregateError([], "several"), "errors"),
  "an error whose cause is a Proxy": () =>
    new Error("outer", { cause: new Proxy({}, EVERY_TRAP) }),
  "an error whose message is an object": () =>
    Object.assign(new Error("an error"), { message: { toString: refuse } }),
  "an error that is its own cause": () => {
    const error = new Error("round");
    return Object.assign(error, { cause: error });
  },
};
