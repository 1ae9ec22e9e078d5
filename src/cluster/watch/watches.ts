import type { ActivationEnd, DeactivationReason } from "../../actor/event.ts";
import {
  type Activation,
  type EndWatch,
  isLive,
  type WatchedLife,
} from "../../actor/port/activation.ts";
import { NotActiveError } from "../../base/not_active_error.ts";
import { readThrown } from "../../base/thrown.ts";
import { type ActorId, formatActor } from "../../envelope/actor_id.ts";
import { idOf, makeBare, MESSAGES } from "../frame/message.ts";
import { makeEnded, readEnded } from "./end_message.ts";

/** What watches of actors elsewhere ask of their node. */
export interface WatchesHost {
  /** Asks the node that serves an actor to watch it, or not any more. */
  ask(
    actor: ActorId,
    operation: "unwatch" | "watch",
    id: number,
  ): Promise<void>;
  post(node: string, message: Uint8Array, key: number): number;
}

/** What the error of an actor that is not live is named, on each node. */
const NOT_ACTIVE = "NotActiveError";

/** A watch of this node's of an actor elsewhere. */
interface OwnWatch {
  readonly actor: ActorId;
  readonly life: WatchedLife;
  readonly watch: EndWatch;
  /** The node that has the actor, once that is known. */
  node: string | null;
}

/** A watch of another node's of an actor here. */
interface FarWatch extends EndWatch {
  readonly life: WatchedLife;
}

/** The watches between this node and others, both ways. */
export class Watches {
  readonly #host: WatchesHost;
  readonly #own = new Map<number, OwnWatch>();
  readonly #far = new Map<string, Map<number, FarWatch>>();
  #lastId = 0;

  constructor(host: WatchesHost) {
    this.#host = host;
  }

  /**
   * Returns the life of an actor elsewhere, to be watched: the same while a
   * watch of it goes on.
   */
  openLife(actor: ActorId): WatchedLife {
    for (const own of this.#own.values()) {
      if (isSame(own.actor, actor)) return own.life;
    }
    const life: WatchedLife = {
      watch: (watch) => this.#begin(actor, life, watch),
      unwatch: (watch) => this.#cancel(watch),
      settlePill() {},
    };
    return life;
  }

  #begin(actor: ActorId, life: WatchedLife, watch: EndWatch): void {
    const id = ++this.#lastId;
    this.#own.set(id, { actor, life, watch, node: null });
    this.#host.ask(actor, "watch", id).catch((error) => {
      // It is told of what is over by now as if it ended just now.
      const isOver = readThrown(error, "name") === NOT_ACTIVE;
      this.#end(id, isOver ? "idle" : "lease-lost");
    });
  }

  #cancel(watch: EndWatch): void {
    for (const [id, own] of this.#own) {
      if (own.watch !== watch) continue;
      this.#own.delete(id);
      this.#host.ask(own.actor, "unwatch", id).catch(() => {});
    }
  }

  #end(id: number, reason: DeactivationReason): void {
    const own = this.#own.get(id);
    if (own === undefined) return;
    this.#own.delete(id);
    own.watch.noteEnd({ actor: own.actor, reason });
  }

  /** Learns which node has a watched actor. */
  takeWatching(node: string, message: Uint8Array): void {
    const own = this.#own.get(idOf(message));
    if (own !== undefined) own.node = node;
  }

  /** Learns that a watched activation has ended. */
  takeEnded(node: string, message: Uint8Array): void {
    const from = this.#own.get(idOf(message))?.node ?? node;
    if (from !== node) return;
    this.#end(idOf(message), readEnded(message));
  }

  /**
   * Watches an actor of this node for another one.
   *
   * @throws {NotActiveError} If it is not live.
   */
  watch(activation: Activation, node: string, id: number): void {
    if (!isLive(activation)) {
      const name = formatActor(activation.actor);
      throw new NotActiveError(`Cannot watch ${name}: it is not live`);
    }
    const { life } = activation;
    const watch = {
      life,
      noteEnd: ({ reason }: ActivationEnd): void => {
        this.#far.get(node)?.delete(id);
        this.#host.post(node, makeEnded(id, reason), id);
      },
    };
    let ofNode = this.#far.get(node);
    if (ofNode === undefined) this.#far.set(node, ofNode = new Map());
    ofNode.set(id, watch);
    life.watch(watch);
    this.#host.post(node, makeBare(MESSAGES.watching, id), id);
  }

  /** Watches it no longer. */
  unwatch(node: string, id: number): void {
    const watch = this.#far.get(node)?.get(id);
    if (watch === undefined) return;
    this.#far.get(node)!.delete(id);
    watch.life.unwatch(watch);
  }

  /** Learns that a node is gone, with the actors that it had. */
  noteLost(node: string): void {
    for (const watch of this.#far.get(node)?.values() ?? []) {
      watch.life.unwatch(watch);
    }
    this.#far.delete(node);
    for (const [id, own] of [...this.#own]) {
      if (own.node === node) this.#end(id, "lease-lost");
    }
  }
}

function isSame(one: ActorId, other: ActorId): boolean {
  return one.id === other.id && one.type === other.type;
}
