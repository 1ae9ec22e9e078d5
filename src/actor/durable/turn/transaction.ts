import type { Reply } from "../../../envelope/reply.ts";
import type { Held } from "../../../envelope/target.ts";
import type { RowWrite } from "../../../store/store.ts";
import type { ReminderTick } from "../../inbox/reminder_tick.ts";
import type { Asker } from "../../turn/turn_context.ts";
import type { Effect } from "../once/effect.ts";
import { HeldCall } from "../gate/held_call.ts";
import type { LiveState } from "../state/live_state.ts";
import type { StaleValue } from "../state/stale_value.ts";

const NONE: readonly LiveState[] = [];
const NO_VALUES: readonly StaleValue[] = [];

/**
 * One turn or hook of a durable actor: what it has looked at, and what it wants
 * to leave once it is committed.
 */
export class Transaction {
  /** The states that it has looked at. */
  looked: readonly LiveState[] = NONE;
  /** What it has sent and published, in order. */
  leaving: Held[] = [];
  /** The rows that are written with it. */
  rows: RowWrite[] = [];
  /** The turn or hook, once it has gone on after its method returned. */
  asker: Asker | null = null;
  /** The tick that it is the turn of, if it is one's. */
  tick: ReminderTick | null = null;
  /** The one that began before it and is under way as well. */
  outer: Transaction | null = null;
  /** Whether its method has not returned. */
  isOnStack = true;
  /** What it has looked at that was undone with a call that came back. */
  stale: readonly StaleValue[] = NO_VALUES;
  /** Whether it deletes the actor's record. */
  isErasing = false;
  /** What keeps the turn from having its effect again, if it may come again. */
  effect: Effect | null = null;

  /** Whether it has changed a state, or anything that is stored with it. */
  get hasChanged(): boolean {
    return this.isErasing || this.rows.length > 0 ||
      this.looked.some(hasStateChanged);
  }

  /** Notes that it looks at a state; returns whether it is the first time. */
  look(state: LiveState): boolean {
    if (this.looked.includes(state)) return false;
    // As a rule it is the only one: no list that has grown for more.
    this.looked = this.looked.length === 0 ? [state] : [...this.looked, state];
    return true;
  }

  /** Whether it has sent to durable actors, before a call if one is given. */
  hasSent(before: Held | null): boolean {
    for (const one of this.leaving) {
      if (one === before) return false;
      if (one instanceof HeldCall && one.isDurable) return true;
    }
    return false;
  }

  /** Returns a call that it makes, unless it is made by now. */
  findCall(call: Reply): HeldCall | undefined {
    return this.leaving.findLast((one): one is HeldCall => isCallOf(one, call));
  }

  /** Takes a call back that is not made yet; `undefined` if it is. */
  takeBack(call: Reply): HeldCall | undefined {
    const held = this.findCall(call);
    if (held !== undefined) this.leaving.splice(this.leaving.indexOf(held), 1);
    return held;
  }

  /** Begins it anew: what it has done so far is accepted, or undone. */
  clear(): void {
    this.looked = NONE;
    if (this.leaving.length > 0) this.leaving = [];
    if (this.rows.length > 0) this.rows = [];
    this.isErasing = false;
  }
}

function hasStateChanged(state: LiveState): boolean {
  try {
    return state.prepare();
  } catch {
    // What cannot be stored has been changed.
    return true;
  }
}

function isCallOf(one: Held, call: Reply): one is HeldCall {
  return one instanceof HeldCall && one.reply !== null &&
    one.reply.origin === call;
}
