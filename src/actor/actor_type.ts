import type { ActorDefinition } from "../envelope/definition.ts";
import {
  type Interceptor,
  listOutgoing,
  readInterceptors,
} from "../envelope/interceptor.ts";
import type { ActorProxy, ProxyClass } from "../proxy/actor_proxy.ts";
import { composeIncoming, type Surround } from "./turn/incoming.ts";
import type { Activation, ActivationType } from "./port/activation.ts";
import { ActivationTable } from "./port/activation_table.ts";
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
import { HAS_CONTEXTS } from "./turn/turn_context.ts";
import { DurableCounts } from "./port/durable_counts.ts";
import { Totals } from "./port/totals.ts";

/** The settings that actors of a type are asked about. */
type TypeSettings = Omit<ActorSettings, "placement" | "turnContext">;

/** An activation that waits for the end of a doubt. */
interface Suspended {
  readonly isBusy: boolean;
  /** Queues it for a run. */
  queue(): void;
}

/** What an engine says of all types. */
interface TypeDefaults extends ActorDefaults {
  /** The engine's interceptors: they surround the class's. */
  readonly interceptors: readonly Interceptor[];
  readonly maxRecordBytes: number;
}

/** One actor type in one engine: what all its activations share. */
export class ActorType implements ActivationType, TypeSettings {
  readonly host: Host;
  readonly definition: ActorDefinition;
  readonly inboxCapacity: number;
  readonly overflow: Overflow;
  /** 0 where actors of the type are never idle. */
  readonly idleMs: number;
  /** 0 where streaming replies wait for their consumers for ever. */
  readonly replyIdleMs: number;
  readonly keepAnswersMs: number;
  /** Which turns may be under way at once. */
  readonly reentrancy: Reentrancy;
  /** How many turns may go on before the next one must wait. */
  readonly maxTurns: number;
  /** Whether turns that may go on have an async context of their own. */
  hasContexts: boolean;
  /** `null` where every actor of the type resumes after a failure. */
  readonly supervision: SupervisionPolicy | null;
  /** What surrounds its turns; `null` where nothing does. */
  readonly incoming: Surround | null;
  /** Whether its actors are kept on the node that asks for them. */
  readonly isLocal: boolean;
  /** Whether its actors outlive the process: its class has states. */
  readonly isDurable: boolean;
  /** The most bytes that a record of its actors may have. */
  readonly maxRecordBytes: number;
  /** Whether its turns run in more than contexts of their own. */
  readonly isSurrounded: boolean;
  /** The interceptors that see its actors' calls. */
  readonly outgoing: readonly Interceptor[];
  readonly activations: ActivationTable<Activation> = new ActivationTable();
  readonly totals: Totals = new Totals();
  /** What its durable actors count. */
  readonly durable: DurableCounts = new DurableCounts();
  isSuspended = false;
  readonly #isolatesTurns: boolean;
  // Made when there is a doubt.
  #suspended: Set<Suspended> | null = null;
  ended: Set<string> | null = null;
  /** The type's proxy class, once a proxy has been asked for. */
  proxy: ProxyClass<ActorProxy> | null = null;

  constructor(
    host: Host,
    definition: ActorDefinition,
    defaults: TypeDefaults,
  ) {
    this.host = host;
    this.definition = definition;
    const options: ActorOptions = definition.options();
    assertActorType(definition.type, options);
    const settings = readActorOptions(options, defaults);
    this.inboxCapacity = settings.inboxCapacity;
    this.overflow = settings.overflow;
    this.idleMs = settings.idleMs;
    this.replyIdleMs = settings.replyIdleMs;
    this.keepAnswersMs = settings.keepAnswersMs;
    this.reentrancy = settings.reentrancy;
    this.isDurable = definition.states !== null;
    this.isLocal = settings.placement === "local";
    this.maxRecordBytes = defaults.maxRecordBytes;
    if (this.isDurable) assertTransactions(definition.type, settings);
    if (this.isDurable && this.isLocal) throw durableAndLocal(definition.type);
    this.#isolatesTurns = HAS_CONTEXTS && (this.isDurable ||
      settings.turnContext === "always" || settings.reentrancy !== "none");
    // Without a `Context` and before it gets a proxy, an actor asks nothing.
    this.hasContexts = this.#isolatesTurns && definition.create.length > 0;
    this.maxTurns = readMaxTurns(options, settings);
    const interceptors = [
      ...defaults.interceptors,
      ...readInterceptors(options.interceptors),
    ];
    this.incoming = composeIncoming(interceptors);
    this.isSurrounded = this.incoming !== null || host.carry !== null;
    this.outgoing = listOutgoing(interceptors);
    this.supervision = options.supervision === undefined
      ? null
      : readSupervision(options.supervision);
  }

  /** Whether calls to its actors may share a reply: as `LocalTarget` has it. */
  get sharesReplies(): boolean {
    return this.overflow !== "wait" && !this.isDurable;
  }

  /** Learns that actors of the type get proxies in messages. */
  noteProxy(): void {
    this.hasContexts = this.#isolatesTurns;
  }

  /** Lets no turn of its actors begin, unless they are each node's own. */
  suspend(): void {
    this.isSuspended = !this.isLocal;
  }

  /** Lets turns begin again. */
  resume(): void {
    this.isSuspended = false;
    for (const one of this.#suspended ?? []) if (one.isBusy) one.queue();
    this.#suspended = null;
  }

  /** Keeps an activation that has something to run until then. */
  noteSuspended(activation: Suspended): void {
    this.#suspended ??= new Set();
    this.#suspended.add(activation);
  }

  /** Lets one look again that is to end, whatever the doubt. */
  lookAgain(activation: Suspended): void {
    if (this.#suspended?.delete(activation)) activation.queue();
  }

  /** The type's stable name. */
  get name(): string {
    return this.definition.type;
  }
}

/**
 * Throws if turns of durable actors would interleave.
 *
 * @throws {TypeError} If they would.
 */
function assertTransactions(type: string, { reentrancy }: TypeSettings): void {
  if (reentrancy !== "full") return;
  throw new TypeError(
    `Cannot use actor type ${JSON.stringify(type)}: it has states, so each ` +
      'turn is a transaction, and its reentrancy is "full"; make it "chain" ' +
      'or "none"',
  );
}

/** Words the error of a class whose actors would be many with one record. */
function durableAndLocal(type: string): TypeError {
  return new TypeError(
    `Cannot use actor type ${JSON.stringify(type)}: it has states, which one ` +
      'activation alone may write, and its placement is "local"; leave it out',
  );
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
