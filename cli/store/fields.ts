import { isPlainObject, type Plain } from "../../src/codec/json/plain.ts";
import { plainToBytes } from "../../src/codec/json/plain_bytes.ts";
import { readThrownMessage } from "../../src/base/thrown.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import { CommandError } from "./command_error.ts";

/** Reads the members of an object of a line, and says which is wrong. */
export class Fields {
  readonly #where: string;
  readonly #object: Readonly<Record<string, Plain>>;

  /** Creates the fields of what should be an object. */
  constructor(plain: Plain | undefined, where = "") {
    if (plain === undefined || !isPlainObject(plain)) {
      throw wrong(where || "it", "an object");
    }
    this.#object = plain;
    this.#where = where;
  }

  /** Whether there is such a member. */
  has(name: string): boolean {
    return Object.hasOwn(this.#object, name);
  }

  /** Whether a member is there that is `null`. */
  isNull(name: string): boolean {
    return this.#take(name) === null;
  }

  /** Reads a text. */
  text(name: string): string {
    const value = this.#take(name);
    if (typeof value === "string") return value;
    throw this.#wrong(name, "text");
  }

  /** Reads a text, or `null`. */
  textOrNull(name: string): string | null {
    return this.#take(name) === null ? null : this.text(name);
  }

  /** Reads one of some texts. */
  oneOf<Text extends string>(name: string, texts: readonly Text[]): Text {
    const found = texts.find((text) => text === this.#take(name));
    if (found !== undefined) return found;
    throw this.#wrong(name, `one of ${texts.join(", ")}`);
  }

  /** Reads a number. */
  number(name: string): number {
    const value = this.#take(name);
    if (typeof value === "number") return value;
    throw this.#wrong(name, "a number");
  }

  /** Reads a whole number that is not negative. */
  count(name: string): number {
    const value = this.number(name);
    if (Number.isSafeInteger(value) && value >= 0) return value;
    throw this.#wrong(name, "a whole number");
  }

  /** Reads a number, or `null`. */
  numberOrNull(name: string): number | null {
    return this.#take(name) === null ? null : this.number(name);
  }

  /** Reads a value as its bytes. */
  bytes(name: string): Uint8Array<ArrayBuffer> {
    const value = this.#take(name);
    if (value === undefined) throw this.#wrong(name, "a value");
    try {
      return plainToBytes(value);
    } catch (error) {
      throw new CommandError(
        `${this.#path(name)} is no value: ${readThrownMessage(error)}`,
      );
    }
  }

  /** Reads the name of an actor: its type and its id. */
  actor(name: string): ActorId {
    const value = this.#take(name);
    if (Array.isArray(value) && value.length === 2) {
      const [type, id]: readonly Plain[] = value;
      const isNamed = typeof type === "string" && typeof id === "string";
      if (isNamed && type !== "" && id !== "") return { type, id };
    }
    throw this.#wrong(name, "a list of an actor's type and id");
  }

  /** Reads an object. */
  object(name: string): Fields {
    return new Fields(this.#take(name), this.#path(name));
  }

  /** Reads a list of objects. */
  list<Item>(name: string, read: (fields: Fields) => Item): Item[] {
    const value = this.#take(name);
    if (!Array.isArray(value)) throw this.#wrong(name, "a list");
    return value.map((item: Plain, index) =>
      read(new Fields(item, `${this.#path(name)}[${index}]`))
    );
  }

  #take(name: string): Plain | undefined {
    return this.has(name) ? this.#object[name] : undefined;
  }

  #path(name: string): string {
    return this.#where === "" ? name : `${this.#where}.${name}`;
  }

  #wrong(name: string, right: string): CommandError {
    return wrong(this.#path(name), right);
  }
}

function wrong(what: string, right: string): CommandError {
  return new CommandError(`${what} must be ${right}`);
}
