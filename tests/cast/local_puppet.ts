import type { ActorOptions } from "@backstage/actors";
import { Puppet } from "./puppet.ts";

/** A puppet that each node of a cluster has for itself. */
// @generate-proxy
export class LocalPuppet extends Puppet {
  static readonly options: ActorOptions = { placement: "local" };
}
