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
