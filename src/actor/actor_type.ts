import type { ActorDefinition } from "../envelope/definition.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import type { Activation, ActivationType } from "./port/activation.ts";
import type { Host } from "./port/host.ts";
import {
  type ActorOptions,
  type Overflow,
  readIdleMs,
  readInboxCapacity,
  readOverflow,
  readReentrancy,
  type Reentrancy,
} from "./options.ts";
import { readSupervision, type SupervisionPolicy } from "./supervision.ts";
import { Totals } from "./port/totals.ts";

/** The engine's options that hold for every class with none of its own. */
export interface Defaults {
  readonly inboxCapacity: number;
  readonly overflow: Overflow;
  readonly idleMs: number;
}

/** One actor type in one engine: what all its activations share. */
export class ActorType implements ActivationType {
  readonly host: Host;
  readonly definition: ActorDefinition;
  readonly inboxCapacity: number;
  readonly overflow: Overflow;
  /** 0 where actors of the type are never idle. */
  readonly idleMs: number;
  /** Which turns may be under way at once. */
  readonly reentrancy: Reentrancy;
  /** `null` where every actor of the type resumes after a failure. */
  readonly supervision: SupervisionPolicy | null;
  readonly activations: Map<string, Activation> = new Map();
  readonly totals: Totals = new Totals();
  /** The type's proxy class, once a proxy has been asked for. */
  proxy: ProxyClass<ActorProxy> | null = null;

  constructor(host: Host, definition: ActorDefinition, defaults: Defaults) {
    this.host = host;
    this.definition = definition;
    const options: ActorOptions = definition.options();
    this.inboxCapacity = readInboxCapacity(options, defaults.inboxCapacity);
    this.overflow = readOverflow(options, defaults.overflow);
    this.idleMs = readIdleMs(options, defaults.idleMs);
    this.reentrancy = readReentrancy(options);
    this.supervision = options.supervision === undefined
      ? null
      : readSupervision(options.supervision);
  }

  /** The type's stable name. */
  get name(): string {
    return this.definition.type;
  }
}
