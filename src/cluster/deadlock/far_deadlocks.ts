import { escapeControls } from "../../base/escape_controls.ts";
import { type CallError, DeadlockError } from "../../base/errors.ts";
import { PROBE_WAITS_MS, REPROBE_WAITS_MS } from "../../base/cluster_limits.ts";
import type { Runtime, RuntimeTimer } from "../../base/runtime.ts";
import { formatActor, nameActor } from "../../envelope/actor_id.ts";
import type { WaitingTurn } from "../../envelope/reply.ts";
import type { Call, WaitEdge } from "../../envelope/target.ts";
import { isAsleep } from "../call/awaited_chain.ts";
import type { IncomingCall } from "../call/incoming_call.ts";
import type { OutgoingCall } from "../call/outgoing_call.ts";
import {
  type FarEdge,
  isTooLong,
  makeProbe,
  type Probe,
  readProbe,
} from "./probe.ts";
import { idOf } from "../frame/message.ts";

/** What finding deadlocks across nodes asks of its node. */
export interface FarDeadlockHost {
  readonly runtime: Runtime;
  readonly nodeId: string;
  /** The calls to other nodes that are under way. */
  readonly outgoing: Iterable<OutgoingCall>;
  /** Returns the outgoing call behind a call, if it is elsewhere. */
  findOutgoing(call: Call): OutgoingCall | undefined;
  findIncoming(node: string, id: number): IncomingCall | undefined;
  /** Whether calls wait for the actor of a turn. */
  isAwaited(turn: WaitingTurn): boolean;
  post(node: string, message: Uint8Array, key: number): number;
  /** Fails a call, which may run by now; its node is told. */
  abandon(call: Call, error: CallError): void;
}

/** A call that waits, and how its waiter was reached. */
interface Visit {
  readonly call: Call;
  readonly steps: readonly string[];
}

/**
 * Finds calls that wait for each other on several nodes: where a call waits for
 * long, a probe follows what it waits for from node to node. One that comes
 * back twice to the call that it began with has found a cycle.
 */
export class FarDeadlocks {
  readonly #host: FarDeadlockHost;
  #timer: RuntimeTimer | null = null;

  constructor(host: FarDeadlockHost) {
    this.#host = host;
  }

  /** Learns that a call was sent to another node. */
  noteSent(): void {
    if (this.#timer !== null) return;
    const { runtime } = this.#host;
    this.#timer = runtime.setTimer(PROBE_WAITS_MS, () => {
      this.#timer = null;
      if (this.#look(runtime.now())) this.noteSent();
    });
    this.#timer.unref?.();
  }

  /** Sends probes for what has waited; returns whether anything waits. */
  #look(now: number): boolean {
    let waits = false;
    for (const call of this.#host.outgoing) {
      const waiter = call.reply.origin.awaitedBy;
      if (call.node === null || waiter === null) {
        waits ||= waiter !== null || call.reply.madeBy !== null;
        continue;
      }
      waits = true;
      if (call.waitsSince === 0) call.waitsSince = now;
      if (isAsleep(waiter) || !this.#host.isAwaited(waiter)) continue;
      const waitedMs = now - call.waitsSince;
      if (now < call.probeAt || waitedMs < PROBE_WAITS_MS) continue;
      call.probeAt = now + Math.min(waitedMs, REPROBE_WAITS_MS);
      this.#begin(call, waiter, 1);
    }
    return waits;
  }

  #begin(call: OutgoingCall, waiter: WaitingTurn, round: number): void {
    const by = nameTurn(waiter);
    const origin = { node: this.#host.nodeId, id: call.id, by };
    this.#send(call, { origin, edges: [], steps: [by], round });
  }

  #send({ node, id, lane }: OutgoingCall, probe: Probe): void {
    if (node === null || isTooLong(probe)) return;
    this.#host.post(node, makeProbe(id, probe), lane.shard);
  }

  /** Takes a probe of another node, which asks what a call of it waits for. */
  take(node: string, message: Uint8Array): void {
    const probe = readProbe(message);
    const incoming = this.#host.findIncoming(node, idOf(message));
    if (probe === null || incoming === undefined) return;
    const seen = new Set<Call>([incoming]);
    const visits: Visit[] = [{ call: incoming, steps: probe.steps }];
    for (const { call, steps } of visits) {
      for (const edge of call.target.registered.findWaits(call)) {
        if (seen.has(edge.call) || isAsleep(edge.turn)) continue;
        seen.add(edge.call);
        const way = [...steps, nameTurn(edge.turn)];
        const outgoing = this.#host.findOutgoing(edge.call);
        if (outgoing === undefined) {
          visits.push({ call: edge.call, steps: way });
        } else this.#follow(outgoing, edge, { ...probe, steps: way });
      }
    }
  }

  /** Sends a probe on along a call to another node, or ends it there. */
  #follow(call: OutgoingCall, { turn }: WaitEdge, probe: Probe): void {
    const { nodeId } = this.#host;
    const { edges, origin } = probe;
    if (origin.node === nodeId && origin.id === call.id) {
      // The way ends with the turn that it began with.
      const steps = probe.steps.slice(0, -1);
      return this.#close(call, turn, { ...probe, steps });
    }
    const edge = { node: nodeId, id: call.id, by: nameTurn(turn) };
    // It goes round a cycle that its origin is not part of.
    if (edges.some((one) => isSame(one, edge))) return;
    this.#send(call, { ...probe, edges: [...edges, edge] });
  }

  /** Breaks a cycle, if it is seen for the second time, and not elsewhere. */
  #close(call: OutgoingCall, waiter: WaitingTurn, probe: Probe): void {
    const { edges, origin, round, steps } = probe;
    // All of its calls are probed: one alone is to fail.
    if (edges.some((edge) => isBefore(origin, edge))) return;
    if (round === 1) return this.#begin(call, waiter, 2);
    const { lane: { actor }, method: { name } } = call;
    // From the actor that is called, along the calls, and back to it.
    const cycle = [
      ...steps.slice(1),
      nameTurn(waiter),
      `${nameActor(actor)}.${name}`,
    ];
    const error = new DeadlockError(
      `Cannot call ${formatActor(actor)}.${name}: it would wait for itself: ` +
        escapeControls(cycle.join(" -> ")),
      { cycle, outcome: "unknown" },
    );
    this.#host.abandon(call.reply.origin as Call, error);
  }

  /** Looks for none any more. */
  close(): void {
    this.#timer?.cancel();
  }
}

function nameTurn({ actor, by }: WaitingTurn): string {
  return `${nameActor(actor)}.${by}`;
}

function isSame(one: FarEdge, other: FarEdge): boolean {
  return one.node === other.node && one.id === other.id;
}

function isBefore(one: FarEdge, other: FarEdge): boolean {
  return one.node === other.node ? one.id < other.id : one.node < other.node;
}
