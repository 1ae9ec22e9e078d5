import { isThrown, readThrownMessage, readThrownText } from "../base/thrown.ts";
import {
  type Attributes,
  type Context,
  context,
  createContextKey,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { isThenable, toPlainPromise } from "../actor/actor.ts";
import type { EngineEvent } from "../actor/event.ts";
import type { Activation } from "../actor/port/activation.ts";
import type { Arrival, Hook, Probe, ProbedTurn } from "../actor/port/probe.ts";
import { ExpectedError } from "../base/expected_error.ts";
import { escapeControls } from "../base/escape_controls.ts";
import type { Logger } from "../base/logger.ts";
import { type ActorId, nameActor } from "../envelope/actor_id.ts";
import type { Caller } from "../envelope/target.ts";
import type { Labels } from "./labels.ts";
import type { ObservedTurn } from "./options.ts";

// Which actor runs in a context.
const ACTOR = createContextKey("backstage actor");

/** What spans are made with. */
export interface SpansSource {
  readonly tracer: Tracer;
  readonly labels: Labels;
  readonly logger: Logger;
  readonly attributes: Attributes;
  readonly filter: ((turn: ObservedTurn) => boolean) | undefined;
}

/** A turn's span, if it has one, and the context that the turn runs in. */
interface Scene {
  readonly span: Span | null;
  readonly context: Context;
}

/** Makes a span for every turn and hook. */
export class Spans implements Probe {
  readonly #source: SpansSource;
  /** The contexts that envelopes were sent in, where that is not the root. */
  readonly #origins = new WeakMap<Arrival, Context>();
  /** The contexts of the envelopes that actors woke for. */
  readonly #wakers = new WeakMap<Caller, Context>();
  readonly #scenes = new Map<ProbedTurn, Scene>();
  readonly #hooks = new Set<Span>();
  // What the turn threw that ends next.
  #thrown: unknown;

  constructor(source: SpansSource) {
    this.#source = source;
  }

  arrive(actor: Activation, arrival: Arrival): true {
    const origin = this.#findOrigin(arrival);
    if (origin !== ROOT_CONTEXT) this.#origins.set(arrival, origin);
    if (actor.phase === "activating" && actor.inboxLength === 0) {
      this.#wakers.set(actor, origin);
    }
    return true;
  }

  /** Returns the context that an envelope was sent in; a step's call was. */
  #findOrigin(arrival: Arrival): Context {
    if (arrival.kind !== "step") return findOrigin(arrival);
    const { begunBy } = arrival;
    const known = begunBy === null ? undefined : this.#origins.get(begunBy);
    return known ?? ROOT_CONTEXT;
  }

  start(turn: ProbedTurn): void {
    const { activation, method, caller, arrival, startedAt } = turn;
    const origin = this.#origins.get(arrival) ?? ROOT_CONTEXT;
    const { name, kind, span: alike } = this.#source.labels.of(turn);
    let span: Span | null = null;
    if (this.#wants(activation, method.name, caller)) {
      const attributes = {
        ...alike,
        "backstage.actor.id": activation.id,
        ...describeCaller(caller),
        "backstage.queue_ms": startedAt - arrival.at,
      };
      span = this.#open(name, { kind, attributes }, origin);
    }
    this.#scenes.set(turn, { span, context: enter(origin, activation, span) });
  }

  around(turn: ProbedTurn, run: () => boolean): boolean {
    const scene = this.#scenes.get(turn);
    return scene === undefined ? run() : context.with(scene.context, run);
  }

  end(turn: ProbedTurn): void {
    const scene = this.#scenes.get(turn);
    if (scene === undefined) return;
    this.#scenes.delete(turn);
    const { startedAt, endedAt, outcome } = turn;
    const { span } = scene;
    if (span === null) return;
    if (outcome === "failed") {
      fail(span, this.#thrown);
      this.#thrown = undefined;
    }
    if (outcome === "unknown") cut(span, "the engine was stopped");
    span.setAttributes({
      "backstage.outcome": outcome,
      "backstage.run_ms": endedAt - startedAt,
    });
    span.end();
  }

  /** Keeps what a turn throws: the event comes just before the turn's end. */
  hear(event: EngineEvent): void {
    if (event.kind !== "failed") return;
    if (event.method === "init" || event.method === "deinit") return;
    this.#thrown = event.error;
  }

  aroundHook(actor: Caller, hook: Hook, run: () => unknown): unknown {
    const origin = this.#findWaker(actor, hook);
    const span = this.#startHook(actor, hook, origin);
    const end = (): void => {
      if (span !== null && this.#hooks.delete(span)) finish(span, "done");
    };
    const endFailed = (error: unknown): void => {
      if (span === null || !this.#hooks.delete(span)) return;
      if (isThrown(error, ExpectedError)) return finish(span, "expected");
      fail(span, error);
      finish(span, "failed");
    };
    try {
      const result = context.with(enter(origin, actor, span), run);
      if (!isThenable(result)) {
        end();
        return result;
      }
      const going = toPlainPromise(result);
      going.then(end, endFailed);
      return going;
    } catch (error) {
      endFailed(error);
      throw error;
    }
  }

  /** Ends the spans of turns that go on, when observation ends. */
  close(): void {
    const spans = [...this.#scenes.values()].map(({ span }) => span);
    this.#scenes.clear();
    for (const span of [...spans, ...this.#hooks]) {
      if (span === null) continue;
      cut(span, "it is observed no longer");
      finish(span, "unknown");
    }
    this.#hooks.clear();
  }

  #findWaker(actor: Caller, hook: Hook): Context {
    if (hook === "deinit") return ROOT_CONTEXT;
    const waker = this.#wakers.get(actor);
    this.#wakers.delete(actor);
    return waker ?? ROOT_CONTEXT;
  }

  #startHook(actor: Caller, hook: Hook, origin: Context): Span | null {
    const { type, id } = actor.actor;
    if (!this.#wants(actor, hook, null)) return null;
    const attributes = {
      ...this.#source.attributes,
      "backstage.actor.type": type,
      "backstage.method": hook,
      "backstage.actor.id": id,
    };
    const options = { kind: SpanKind.INTERNAL, attributes };
    const span = this.#open(`${type}/${hook}`, options, origin);
    if (span !== null) this.#hooks.add(span);
    return span;
  }

  /** A tracer that throws must not break what it traces. */
  #open(name: string, options: SpanOptions, origin: Context): Span | null {
    try {
      return this.#source.tracer.startSpan(name, options, origin);
    } catch (error) {
      this.#source.logger.error("A tracer failed:", error);
      return null;
    }
  }

  #wants(actor: Caller, method: string, caller: Caller | null): boolean {
    const { filter } = this.#source;
    return filter === undefined ||
      filter({ actor: actor.actor, method, caller: caller?.actor ?? null });
  }
}

/** Returns the context that an envelope was sent in. */
function findOrigin({ kind, caller }: Arrival): Context {
  // The engine's one timer fires in the context that set it last.
  if (kind === "tick" || kind === "reminder") return ROOT_CONTEXT;
  const active = context.active();
  if (caller === null) return active;
  // Outside of any probed turn the active context is another actor's.
  const running = active.getValue(ACTOR) as Caller | undefined;
  return running !== undefined && isSame(running, caller)
    ? active
    : ROOT_CONTEXT;
}

function isSame(one: Caller, other: Caller): boolean {
  if (one === other) return true;
  const [a, b]: ActorId[] = [one.actor, other.actor];
  return a!.type === b!.type && a!.id === b!.id;
}

/** Returns the context that a turn or hook runs in. */
function enter(origin: Context, actor: Caller, span: Span | null): Context {
  const entered = origin.setValue(ACTOR, actor);
  return span === null ? entered : trace.setSpan(entered, span);
}

function describeCaller(caller: Caller | null): Attributes {
  if (caller === null) return {};
  return { "backstage.caller": nameActor(caller.actor) };
}

function fail(span: Span, error: unknown): void {
  const { type, message } = describeError(error);
  record(span, error, { name: type, message });
  span.setAttribute("error.type", type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

/** Anything may be thrown, also what cannot be made text. */
function describeError(error: unknown): { type: string; message: string } {
  const isError = isThrown(error, Error);
  const name = isError ? readThrownText(error, "name") ?? "Error" : undefined;
  const message = escapeControls(readThrownMessage(error));
  return { type: name ?? typeof error, message };
}

/** Records an exception; a tracer may read more of it than can be read. */
function record(
  span: Span,
  error: unknown,
  readable: { readonly name: string; readonly message: string },
): void {
  if (!isThrown(error, Error)) return span.recordException(readable.message);
  try {
    span.recordException(error);
  } catch {
    span.recordException(readable);
  }
}

function cut(span: Span, message: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}

function finish(span: Span, outcome: string): void {
  span.setAttribute("backstage.outcome", outcome);
  span.end();
}
