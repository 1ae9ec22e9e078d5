import { quote } from "../../src/base/escape_controls.ts";
import { readThrownMessage } from "../../src/base/thrown.ts";
import { Reader } from "../../src/codec/bytes/reader.ts";
import { Writer } from "../../src/codec/bytes/writer.ts";
import { showBytes } from "../../src/codec/json/plain_bytes.ts";
import {
  Reference,
  type ReferenceOwner,
  UNOWNED,
} from "../../src/codec/reference/reference.ts";
import type { ActorDefinition } from "../../src/envelope/definition.ts";
import type { StateType } from "../../src/envelope/state_type.ts";
import { toPath, toUrl } from "../gen/paths.ts";
import { CommandError } from "./command_error.ts";
import { findLostMember } from "./lost_member.ts";

/** A generated proxy class, of whatever version of the library. */
interface ProxyLike {
  readonly definition: ActorDefinition;
  new (link: unknown): Reference;
}

/** The actor types that a module exports proxies of. */
export class ActorModule {
  readonly #proxies: ReadonlyMap<string, ProxyLike>;
  readonly #owner: ReferenceOwner;

  /** Creates it of what the module exports. */
  constructor(exports: Readonly<Record<string, unknown>>) {
    const proxies = Object.values(exports).filter(isProxy);
    this.#proxies = new Map(
      proxies.map((proxy) => [proxy.definition.type, proxy]),
    );
    this.#owner = {
      ...UNOWNED,
      resolve: ({ type, id }, declared) => {
        const proxy = this.#proxies.get(type) ?? findDeclared(declared, type);
        // A proxy is asked for nothing but its actor's name.
        if (proxy) return new proxy({ target: { actor: { type, id } } });
        throw new TypeError(`the module has no proxy of ${quote(type)}`);
      },
    };
  }

  /**
   * Loads a module by its path or specifier.
   *
   * @throws {CommandError} If that fails, or it exports no generated proxy.
   */
  static async load(module: string): Promise<ActorModule> {
    const isSpecifier = /^(?:jsr|npm|https?|file|data):/.test(module);
    const url = isSpecifier ? module : toUrl(toPath(module));
    const exports = await tryImport(module, url);
    const loaded = new ActorModule(exports);
    if (loaded.#proxies.size > 0) return loaded;
    throw new CommandError(
      `Cannot use ${quote(module)}: it exports no generated proxy`,
    );
  }

  /** Whether it has a proxy of a type. */
  has(type: string): boolean {
    return this.#proxies.has(type);
  }

  /** Returns a state of a type, if the type has one of that name. */
  find(type: string, state: string): StateType | undefined {
    return this.#proxies.get(type)?.definition.states?.[state];
  }

  /**
   * Says why bytes are no value of a state, or what its class would leave out;
   * `null` if they are one.
   */
  judge(state: StateType, bytes: Uint8Array): string | null {
    try {
      this.rewrite(state, bytes);
      return null;
    } catch (error) {
      return readThrownMessage(error);
    }
  }

  /**
   * Writes the value of a state as its class would.
   *
   * @throws {CommandError} If the bytes are no value of it, or hold more than
   * its class would write.
   */
  rewrite(state: StateType, bytes: Uint8Array): Uint8Array {
    const written = this.#rewrite(state, bytes);
    const lost = findLostMember(showBytes(bytes), showBytes(written));
    if (lost === null) return written;
    throw new CommandError(`${lost}: its type has no such member`);
  }

  #rewrite(state: StateType, bytes: Uint8Array): Uint8Array {
    try {
      const value = this.#read(state, bytes);
      const to = new Writer();
      to.owner = { ...this.#owner, direction: "encoding" };
      state.write(value, to);
      return to.toBytes();
    } catch (error) {
      throw new CommandError(readThrownMessage(error));
    }
  }

  #read(state: StateType, bytes: Uint8Array): unknown {
    const from = new Reader();
    from.owner = { ...this.#owner, direction: "decoding" };
    from.start(bytes, bytes.length);
    const value = state.read(from);
    from.checkEnd();
    return value;
  }
}

/** Returns the class that is declared for a reference, if it is of a type. */
function findDeclared(declared: unknown, type: string): ProxyLike | undefined {
  return isProxy(declared) && declared.definition.type === type
    ? declared
    : undefined;
}

async function tryImport(
  module: string,
  url: string,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(url);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new CommandError(
      `Cannot use ${quote(module)}: ${readThrownMessage(error)}`,
    );
  }
}

function isProxy(value: unknown): value is ProxyLike {
  if (typeof value !== "function") return false;
  const definition: unknown = Reflect.get(value, "definition");
  return typeof definition === "object" && definition !== null &&
    "type" in definition && "methods" in definition;
}
