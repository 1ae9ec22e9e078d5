import { ENCODING } from "../../codec/reference/reference.ts";
import type { ChainCall } from "../../codec/wire/frame_chain.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import type { OwnSleeps, Reply, WaitingTurn } from "../../envelope/reply.ts";
import type { CallHead } from "../frame/call_head.ts";
import { isAwaitedAt } from "./awaited_chain.ts";
import type { WaitNode } from "../../envelope/target.ts";
import type { MadeTurns } from "./made_turns.ts";

/** A turn of another node, as a call that is made for it tells of it. */
export class FarTurn implements WaitingTurn {
  readonly isOpen = true;
  settled = 0;
  wentOnAt = 0;
  /** Its own node learns when they are over. */
  readonly sleeps: OwnSleeps | null;
  readonly actor: ActorId;
  readonly by: string;
  readonly id: string;
  readonly reply: Reply | null;
  readonly depth: number;

  constructor(
    call: ChainCall,
    reply: Reply | null,
    depth: number,
    isAsleep: boolean,
  ) {
    this.actor = call.actor;
    this.by = call.method;
    this.id = call.id;
    this.reply = reply;
    this.depth = depth;
    this.sleeps = isAsleep ? FAR_SLEEPS : null;
  }
}

/** Sleeps of which nothing is known but that there are some. */
const FAR_SLEEPS: OwnSleeps = { areOver: false, afterwards() {} };

/** An actor of another node, of which a call that has begun is known. */
const RUNS_ELSEWHERE: Pick<WaitNode, "isRunning"> = { isRunning: () => true };

/** The call that a turn of another node runs for, where it is not known. */
class FarReply implements Reply {
  /** What a cycle of calls asks of each: it is none that waits here. */
  readonly target = { registered: RUNS_ELSEWHERE };
  readonly isOver = false;
  readonly isGivenUp = false;
  readonly scope = null;
  readonly endsAt = Infinity;
  readonly carried = null;
  readonly once = null;
  readonly owner = ENCODING;
  readonly madeBy: WaitingTurn | null;
  readonly awaitedBy: WaitingTurn | null;
  readonly depth: number;

  constructor(madeBy: WaitingTurn | null, isAwaited: boolean, depth: number) {
    this.madeBy = madeBy;
    this.awaitedBy = isAwaited ? madeBy : null;
    this.depth = depth;
  }

  get origin(): this {
    return this;
  }

  /** It is settled where it is made. */
  settle(): void {}

  fail(): void {}
}

/**
 * Returns the turn that a call of another node was made by, with those that it
 * is made for behind it: those of this node are the turns themselves.
 */
export function openChain(
  chain: readonly ChainCall[],
  { awaitedChain, isAsleep }: CallHead,
  turns: MadeTurns,
): WaitingTurn | null {
  let maker: WaitingTurn | null = null;
  chain.forEach((call, at) => {
    const own = turns.find(call.id);
    if (own !== undefined) {
      maker = own;
      return;
    }
    const isAwaited = isAwaitedAt(awaitedChain, chain.length - 1 - at);
    const reply = findOwnCall(maker, call, turns) ??
      new FarReply(maker, isAwaited, at + 1);
    const isMaker = at === chain.length - 1;
    maker = new FarTurn(call, reply, at + 1, isMaker && isAsleep);
  });
  return maker;
}

/** Returns the call of a turn of this node that a far turn runs for. */
function findOwnCall(
  maker: WaitingTurn | null,
  { actor, method }: ChainCall,
  turns: MadeTurns,
): Reply | null {
  if (maker === null || maker instanceof FarTurn) return null;
  let found: Reply | null = null;
  for (const { lane, method: { name }, reply } of turns.listCalls(maker.id)) {
    const isIt = name === method && lane.actor.id === actor.id &&
      lane.actor.type === actor.type;
    if (!isIt) continue;
    // Of some that are alike, one that is awaited.
    if (reply.origin.awaitedBy !== null) return reply;
    found = reply;
  }
  return found;
}
