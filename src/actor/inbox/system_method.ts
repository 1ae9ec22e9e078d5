import { defineActor } from "../../envelope/definition.ts";
import type { ActorTimer } from "../timer/timer.ts";

const { methods } = defineActor({
  type: "backstage",
  create: () => ({}),
  methods: {
    deactivate: { payload: "value", invoke: () => {} },
    nothing: { payload: "none", invoke: () => {} },
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

/** The filler of a place whose envelope left an inbox before its turn came. */
export const NOTHING = methods.nothing;
