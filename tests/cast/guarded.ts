import type { ActorOptions, Interceptor } from "@backstage/actors";
import { Puppet } from "./puppet.ts";

/** What the interceptor of this file's class does; a test says it. */
export const guard: Interceptor = {};

/** A puppet whose class has an interceptor. */
// @generate-proxy
export class GuardedPuppet extends Puppet {
  static readonly options: ActorOptions = {
    interceptors: [{
      incoming: (turn, next) =>
        guard.incoming === undefined ? next() : guard.incoming(turn, next),
      outgoing: (call, next) =>
        guard.outgoing === undefined ? next() : guard.outgoing(call, next),
    }],
  };
}
