import type { Logger } from "../../base/logger.ts";
import type { Runtime } from "../../base/runtime.ts";
import type { Bucket } from "./bucket.ts";
import type { OwnershipCounts } from "./counts.ts";
import type { OwnershipHost } from "./host.ts";
import type { OwnershipTimes } from "./times.ts";

/** What the parts of one life of a node share. */
export interface Scope {
  /** The node's id in this life. */
  readonly id: string;
  readonly bucket: Bucket;
  readonly host: OwnershipHost;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly times: OwnershipTimes;
  readonly counts: OwnershipCounts;
  /** Whether this life is over: nothing begins any more. */
  readonly isOver: boolean;
  /** Resolves after a while, or as soon as this life is over. */
  pause(delayMs: number): Promise<void>;
}
