import { defineActor } from "../envelope/definition.ts";
import type { ActorTimer } from "./timer.ts";

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

/** What stands in an inbox for an envelope that was taken out of its order. */
export const NOTHING = methods.nothing;
