import { defineActor, type Method } from "../../envelope/definition.ts";
import type { ActorTimer } from "../timer/timer.ts";

const { methods } = defineActor({
  type: "backstage",
  create: () => ({}),
  methods: {
    deactivate: { payload: "value", invoke: () => {} },
    nothing: { payload: "none", invoke: () => {} },
    wake: { payload: "none", invoke: () => {}, isOneWay: true },
    reminder: { payload: "value", invoke: () => {} },
    operate: {
      payload: "value",
      isSynchronous: true,
      invoke: (_actor, run) => (run as () => unknown)(),
    },
    step: { payload: "value", isStreaming: true, invoke: () => {} },
    return: { payload: "value", isOneWay: true, invoke: () => {} },
    timer: {
      payload: "value",
      invoke: (_actor, timer) => (timer as ActorTimer).run(),
    },
  },
});

/** Ends the activation: its payload is the reason. A poison pill is one. */
export const DEACTIVATE = methods.deactivate;

/** The method of a timer's tick: its payload is the timer. */
export const TICK = methods.timer;

/** Activates a durable actor, which sees by itself what it has to do. */
export const WAKE = methods.wake;

/** The tick of a reminder: its payload is the `ReminderTick`. */
export const REMIND = methods.reminder;

/** What an operator has an actor do in a turn: its payload is what to run. */
export const OPERATE = methods.operate;

/** One more step of a streaming reply: its payload is the open one. */
export const STEP = methods.step;

/** The end of a streaming reply: its payload is the open one. */
export const RETURN = methods.return;

/** Whether the engine queued an envelope itself, for an activation's own. */
export function isOfEngine(method: Method | null): boolean {
  return method === DEACTIVATE || method === TICK || method === STEP ||
    method === RETURN || method === WAKE || method === REMIND;
}

/** The filler of a place whose envelope left an inbox before its turn came. */
export const NOTHING = methods.nothing;
