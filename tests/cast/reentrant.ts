import type { ActorOptions } from "@backstage/actors";
import { Puppet } from "./puppet.ts";

/** A puppet that calls may come back to. */
// @generate-proxy
export class ChainPuppet extends Puppet {
  static readonly options: ActorOptions = { reentrancy: "chain" };
}

/** A puppet whose turns interleave. */
// @generate-proxy
export class FullPuppet extends Puppet {
  static readonly options: ActorOptions = { reentrancy: "full" };
}

/** The same, but with two turns at once and an inbox for three. */
// @generate-proxy
export class BoundedFullPuppet extends Puppet {
  static readonly options: ActorOptions = {
    reentrancy: "full",
    maxConcurrency: 2,
    inboxCapacity: 3,
  };
}

/** The same, with a single turn at once. */
// @generate-proxy
export class SingleFullPuppet extends Puppet {
  static readonly options: ActorOptions = {
    reentrancy: "full",
    maxConcurrency: 1,
  };
}

/** The same, as many at once as its inbox holds. */
// @generate-proxy
export class SmallFullPuppet extends Puppet {
  static readonly options: ActorOptions = {
    reentrancy: "full",
    inboxCapacity: 2,
  };
}
