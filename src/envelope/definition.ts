import type { Codec } from "../codec/bytes/byte_codec.ts";
import type { Reader } from "../codec/bytes/reader.ts";
import { readTyped, writeTyped } from "../codec/bytes/typed.ts";
import type { Writer } from "../codec/bytes/writer.ts";
import { type Copier, copyValue } from "../codec/copy/copy.ts";
import type { ReferenceOwner } from "../codec/reference/reference.ts";
import { toCodecError } from "../codec/refusal.ts";
import { describeContract } from "./contract.ts";
import { checkGeneration } from "./generation.ts";
import type { MethodRef } from "./method_ref.ts";
import { makeStates, type StateSource, type StateType } from "./state_type.ts";

/**
 * How a method's arguments make its payload: none at all, the only argument
 * itself, or a tuple of all.
 */
export type PayloadShape = "none" | "value" | "tuple";

/**
 * The codecs of what crosses between a caller and a method: the quick way to
 * bytes and back, of which the copiers are the long one.
 */
export interface MethodCodecs {
  /** The codec of payloads. */
  readonly payload?: Codec;
  /** The codec of results. */
  readonly result?: Codec;
  /** The codec of the values that it yields. */
  readonly yielded?: Codec;
}

/** One method as generated code describes it. */
export interface MethodSource {
  /** How the arguments make the payload. */
  readonly payload: PayloadShape;
  /** Its parameters as people read them, such as `text?: string`. */
  readonly parameters?: readonly string[];
  /** Copies a payload for its receiver; the generic copier unless given. */
  readonly copyPayload?: Copier;
  /** Copies a result for the caller; the generic copier unless given. */
  readonly copyResult?: Copier;
  /** Whether it resolves to nothing: then whatever it returns is dropped. */
  readonly isOneWay?: boolean;
  /**
   * Whether it never returns a promise, so that its turn ends as it returns. A
   * turn that may go on has an async context of its own, which costs time.
   */
  readonly isSynchronous?: boolean;
  /**
   * Whether it is a streaming reply: it returns an async iterator, whose last
   * result `copyResult` copies.
   */
  readonly isStreaming?: boolean;
  /** Copies a yielded value for the consumer; generic unless given. */
  readonly copyYield?: Copier;
  /**
   * Returns the codecs of what crosses; without one, copies become bytes and
   * bytes are copied. It is asked once, when the first bytes are due.
   */
  readonly bytes?: () => MethodCodecs;
  /** Calls the method with a payload that is the actor's own. */
  invoke(actor: object, payload: unknown): unknown;
}

/** An actor's class, whatever its constructor takes. */
export type ActorClass = abstract new (...context: never[]) => object;

/** One actor type as generated code describes it. */
export interface ActorSource<Name extends string> {
  /** The type's stable name. */
  readonly type: string;
  /** The generation of the library that the code is for, such as `0.1`. */
  readonly generation?: string;
  /**
   * The fingerprint of what its callers rely on; from its methods unless given.
   */
  readonly contract?: string;
  /**
   * Returns the actor's class. It is asked later: an actor's file and its
   * proxy's import each other.
   */
  readonly actor?: () => ActorClass;
  /**
   * Returns the class's static `options`; asked later, too. Unless given, the
   * class is asked, which may have got some since the code was generated.
   */
  readonly options?: () => object;
  /** Its messages by name. */
  readonly methods: { readonly [Key in Name]: MethodSource };
  /** Its states by name: a class that has one is durable. */
  readonly states?: { readonly [name: string]: StateSource };
  /**
   * Creates the actor. If it declares its parameter, it is given the
   * activation's `Context`: that is seen by its `length`.
   */
  create(context: never): object;
}

/** One actor type at run time: how to create it and how to call it. */
export interface ActorDefinition<Name extends string = string> {
  /** The type's stable name. */
  readonly type: string;
  /** What callers rely on: of two versions of a class it may be another. */
  readonly contract: string;
  /** Returns the actor's class; `null` where none was named. */
  readonly actor: () => ActorClass | null;
  /** Returns the class's static `options`, if it has any. */
  readonly options: () => object;
  /** Its method table. */
  readonly methods: { readonly [Key in Name]: Method };
  /** Its states by name; `null` where it has none and is not durable. */
  readonly states: { readonly [name: string]: StateType } | null;
  /** Creates the actor, with a `Context` if it declares the parameter. */
  create(context: never): object;
}

function copyNothing(): undefined {}

/** One entry of an actor type's method table. */
export class Method implements MethodRef<unknown[], unknown> {
  /** The actor type that has the method. */
  readonly definition: ActorDefinition;
  /** The method's name. */
  readonly name: string;
  /** How the arguments make the payload. */
  readonly payload: PayloadShape;
  /** Its parameters as people read them; none in a definition by hand. */
  readonly parameters: readonly string[];
  /** Copies a payload for its receiver, and throws whatever goes wrong. */
  readonly payloadCopier: Copier;
  readonly #copyResult: Copier;
  readonly #copyYield: Copier;
  readonly #bytes: (() => MethodCodecs) | undefined;
  #codecs: MethodCodecs | null = null;
  /** Whether it resolves to nothing. */
  readonly isOneWay: boolean;
  /** Whether its turn may go on after it returned. */
  readonly mayGoOn: boolean;
  /** Whether it is a streaming reply. */
  readonly isStreaming: boolean;
  /** Calls the method with a payload that is the actor's own. */
  readonly invoke: (actor: object, payload: unknown) => unknown;

  /** Creates an entry; `defineActor` only. */
  constructor(definition: ActorDefinition, name: string, source: MethodSource) {
    this.definition = definition;
    this.name = name;
    this.payload = source.payload;
    this.parameters = source.parameters ?? [];
    this.payloadCopier = source.copyPayload ?? copyValue;
    this.isOneWay = source.isOneWay ?? false;
    this.#copyResult = this.isOneWay
      ? copyNothing
      : source.copyResult ?? copyValue;
    this.mayGoOn = !(source.isSynchronous ?? false);
    this.isStreaming = source.isStreaming ?? false;
    this.#copyYield = source.copyYield ?? copyValue;
    this.#bytes = source.bytes;
    this.invoke = source.invoke;
  }

  /** The actor type that has the method. */
  get actorType(): string {
    return this.definition.type;
  }

  /** Names the method in logs: `Counter.add`. */
  [Symbol.for("Deno.customInspect")](): string {
    return `${this.actorType}.${this.name}`;
  }

  /**
   * Copies a payload for its receiver.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  copyPayload(payload: unknown, owner: ReferenceOwner): unknown {
    try {
      return this.payloadCopier(payload, owner);
    } catch (error) {
      throw toCodecError(error);
    }
  }

  /**
   * Copies a result for the caller.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  copyResult(result: unknown, owner: ReferenceOwner): unknown {
    try {
      return this.#copyResult(result, owner);
    } catch (error) {
      throw toCodecError(error);
    }
  }

  /**
   * Copies a yielded value for the consumer.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  copyYield(value: unknown, owner: ReferenceOwner): unknown {
    try {
      return this.#copyYield(value, owner);
    } catch (error) {
      throw toCodecError(error);
    }
  }

  /** The codecs of what crosses. */
  get #known(): MethodCodecs {
    return this.#codecs ??= this.#bytes?.() ?? {};
  }

  /**
   * Writes a payload, as its copy for a wire would be written.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  writePayload(payload: unknown, to: Writer): void {
    writeTyped(payload, to, this.#known.payload, this.payloadCopier);
  }

  /**
   * Reads a payload, as the copy for its receiver of what the bytes hold.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  readPayload(from: Reader): unknown {
    return readTyped(from, this.#known.payload, this.payloadCopier);
  }

  /**
   * Writes a result, as its copy for a wire would be written.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  writeResult(result: unknown, to: Writer): void {
    writeTyped(result, to, this.#known.result, this.#copyResult);
  }

  /**
   * Reads a result, as the copy for the caller of what the bytes hold.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  readResult(from: Reader): unknown {
    return readTyped(from, this.#known.result, this.#copyResult);
  }

  /**
   * Writes a yielded value, as its copy for a wire would be written.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  writeYield(value: unknown, to: Writer): void {
    writeTyped(value, to, this.#known.yielded, this.#copyYield);
  }

  /**
   * Reads a yielded value, as the copy for the consumer of what the bytes hold.
   *
   * @throws {CodecError} If it is not of the type that the method declares.
   */
  readYield(from: Reader): unknown {
    return readTyped(from, this.#known.yielded, this.#copyYield);
  }

  /** Makes the payload of a call that has this one argument. */
  packOne(argument: unknown): unknown {
    if (this.payload === "value") return argument;
    return this.payload === "tuple" ? [argument] : undefined;
  }
}

/** Tells whether an actor's class is another's, or extends it. */
export function isActorOf(
  definition: ActorDefinition,
  base: ActorDefinition,
): boolean {
  if (definition === base) return true;
  const [own, other] = [definition.actor(), base.actor()];
  return own !== null && other !== null && own.prototype instanceof other;
}

/**
 * Makes the run-time definition of an actor type: generated code calls it.
 *
 * @throws {Error} If it was generated for another version of the library.
 *
 * @example Describe an actor type, and find a method of it by its name
 * ```ts
 * import { defineActor } from "@backstage/actors/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * class Counter {
 *   #count = 0;
 *
 *   add(by: number): number {
 *     return this.#count += by;
 *   }
 * }
 *
 * const { type, methods, create } = defineActor({
 *   type: "Counter",
 *   create: () => new Counter(),
 *   methods: {
 *     add: {
 *       payload: "value",
 *       invoke: (actor: Counter, by: number) => actor.add(by),
 *     },
 *   },
 * });
 * assertEquals(type, "Counter");
 * assertEquals(methods.add.invoke(create(null as never), 2), 2);
 * ```
 */
export function defineActor<Name extends string>(
  source: ActorSource<Name>,
): ActorDefinition<Name> {
  checkGeneration(source.type, source.generation);
  // Without a prototype: a name from a wire must not find what it inherits.
  // Taken away, for an object made without one is searched like a map.
  const methods = Object.setPrototypeOf({}, null) as { [Key in Name]: Method };
  const definition: ActorDefinition<Name> = {
    type: source.type,
    contract: source.contract ?? describeContract(source.methods),
    actor: source.actor ?? (() => null),
    options: source.options ?? (() => optionsOf(source.actor?.())),
    methods,
    states: makeStates(source.states),
    create: source.create,
  };
  for (const name of Object.keys(source.methods) as Name[]) {
    methods[name] = new Method(definition, name, source.methods[name]);
  }
  return definition;
}

/** Returns the static `options` that a class has or inherits. */
function optionsOf(actor: ActorClass | undefined): object {
  const options: unknown = actor && Reflect.get(actor, "options");
  return typeof options === "object" && options !== null ? options : {};
}
