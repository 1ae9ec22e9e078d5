import type { ActorOptions, Supervision } from "@backstage/actors";
import { Puppet } from "./puppet.ts";

const AFRESH: Supervision = {
  directive: "restart",
  maxRestarts: Infinity,
};
const AT_AN_END: Supervision = { directive: "deactivate" };

/** A puppet that begins afresh when a turn fails. */
// @generate-proxy
export class BrittlePuppet extends Puppet {
  static readonly options: ActorOptions = { supervision: AFRESH };
}

/** The same, and calls may come back to it. */
// @generate-proxy
export class BrittleChainPuppet extends Puppet {
  static readonly options: ActorOptions = {
    reentrancy: "chain",
    supervision: AFRESH,
  };
}

/** The same, and its turns interleave. */
// @generate-proxy
export class BrittleFullPuppet extends Puppet {
  static readonly options: ActorOptions = {
    reentrancy: "full",
    supervision: AFRESH,
  };
}

/** A puppet that ends when a turn fails. */
// @generate-proxy
export class MortalPuppet extends Puppet {
  static readonly options: ActorOptions = { supervision: AT_AN_END };
}

/** The same, and calls may come back to it. */
// @generate-proxy
export class MortalChainPuppet extends Puppet {
  static readonly options: ActorOptions = {
    reentrancy: "chain",
    supervision: AT_AN_END,
  };
}

/** The same, and its turns interleave. */
// @generate-proxy
export class MortalFullPuppet extends Puppet {
  static readonly options: ActorOptions = {
    reentrancy: "full",
    supervision: AT_AN_END,
  };
}

/** A puppet that begins afresh, but only twice within a second. */
// @generate-proxy
export class BudgetedPuppet extends Puppet {
  static readonly options: ActorOptions = {
    supervision: { directive: "restart", maxRestarts: 2, withinMs: 1_000 },
  };
}

/** A puppet that waits before it begins afresh, up to five times. */
// @generate-proxy
export class PatientPuppet extends Puppet {
  static readonly options: ActorOptions = {
    supervision: {
      directive: "restart",
      maxRestarts: 5,
      backoffMs: { min: 10, max: 20 },
    },
  };
}
