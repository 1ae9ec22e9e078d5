import type { ActorDefinition } from "../envelope/definition.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { Activation, ActivationType } from "./port/activation.ts";
import type { Host } from "./port/host.ts";
import {
  type ActorDefaults,
  type ActorOptions,
  type ActorSettings,
  type Overflow,
  readActorOptions,
  readMaxTurns,
  type Reentrancy,
} from "./options.ts";
import { readSupervision, type SupervisionPolicy } from "./supervision.ts";
import { Totals } from "./port/totals.ts";

/** One actor type in one engine: what all its activations share. */
export class ActorType implements ActivationType, ActorSettings {
  readonly host: Host;
  readonly definition: ActorDefinition;
  readonly inboxCapacity: number;
  readonly overflow: Overflow;
  /** 0 where actors of the type are never idle. */
  readonly idleMs: number;
  /** Which turns may be under way at once. */
  readonly reentrancy: Reentrancy;
  /** How many turns may go on before the next one must wait. */
  readonly maxTurns: number;
  /** `null` where every actor of the type resumes after a failure. */
  readonly supervision: SupervisionPolicy | null;
  readonly activations: Map<string, Activation> = new Map();
  readonly totals: Totals = new Totals();
  ended: Set<string> | null = null;
  /** The type's proxy class, once a proxy has been asked for. */
  proxy: ProxyClass<ActorProxy> | null = null;

  constructor(
    host: Host,
    definition: ActorDefinition,
    defaults: ActorDefaults,
  ) {
    this.host = host;
    this.definition = definition;
    const options: ActorOptions = definition.options();
    assertActorType(definition.type, options);
    const settings = readActorOptions(options, defaults);
    this.inboxCapacity = settings.inboxCapacity;
    this.overflow = settings.overflow;
    this.idleMs = settings.idleMs;
    this.reentrancy = settings.reentrancy;
    this.maxTurns = readMaxTurns(options, settings);
    this.supervision = options.supervision === undefined
      ? null
      : readSupervision(options.supervision);
  }

  /** The type's stable name. */
  get name(): string {
    return this.definition.type;
  }
}

/**
 * Throws if a class has got another name than generated code has for it, where
 * the same ids would name two actors.
 *
 * @throws {TypeError} If it has.
 */
function assertActorType(type: string, { actorType = type }: ActorOptions) {
  if (actorType === type) return;
  throw new TypeError(
    `Cannot use actor type ${JSON.stringify(type)}: its class says actorType ` +
      `${JSON.stringify(actorType)}, run the generator again`,
  );
}
