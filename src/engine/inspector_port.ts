import { assertKnownOptions, type OptionNames } from "../base/option_names.ts";
import type { ActorId } from "../envelope/actor_id.ts";

/** Says how an engine is looked into; every option has a default. */
export interface InspectorOptions {
  /**
   * The address to listen on; `127.0.0.1` unless given. One that other
   * machines can reach needs a `token`.
   */
  readonly hostname?: string;
  /**
   * The port to listen on; 0 is any free one. Unless given it is 4321, or any
   * free one where that is taken.
   */
  readonly port?: number;
  /** What a client must know to connect; a random one unless given. */
  readonly token?: string;
  /** Whether nothing may be changed from outside; `false` unless given. */
  readonly readOnly?: boolean;
  /**
   * Whether payloads, and the states of durable actors, are shown as text;
   * `false` unless given.
   */
  readonly payloads?: boolean;
  /**
   * Returns what is shown of a payload instead of it, or of the value of a
   * state, whose name is given then, and no method. It must not change it;
   * where it throws, nothing is shown.
   */
  readonly redact?: (
    payload: unknown,
    envelope: {
      readonly actor: ActorId;
      readonly method: string;
      readonly state?: string;
    },
  ) => unknown;
  /** Closes the inspector when it is aborted. */
  readonly signal?: AbortSignal;
}

const NAMES: OptionNames<InspectorOptions> = {
  hostname: true,
  payloads: true,
  port: true,
  readOnly: true,
  redact: true,
  signal: true,
  token: true,
};

/**
 * Throws if options of an inspector have a name that none of them has.
 *
 * @throws {TypeError} If they have.
 */
export function assertInspectorOptions(options: InspectorOptions): void {
  assertKnownOptions("an inspector", NAMES, options);
}

/** The environment variable that turns the inspector on. */
const VARIABLE = "BACKSTAGE_INSPECTOR";

/** Returns how the engine is to be inspected; `null` is not at all. */
export function readInspector(
  option: boolean | InspectorOptions | undefined,
): InspectorOptions | null {
  const wanted = option ?? isAskedFor();
  if (typeof wanted === "object") {
    assertInspectorOptions(wanted);
    return wanted;
  }
  return wanted ? {} : null;
}

/** Whether the environment asks for it, where it may be read without asking. */
function isAskedFor(): boolean {
  if (typeof Deno === "undefined") return false;
  const query = { name: "env", variable: VARIABLE } as const;
  const { state } = Deno.permissions.querySync(query);
  return state === "granted" && Deno.env.get(VARIABLE) === "1";
}
