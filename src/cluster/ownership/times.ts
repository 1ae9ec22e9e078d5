import {
  ASK_BUCKET_MS,
  CLAIM_ANY_MS,
  LEASE_MARGIN_MS,
  LEASE_MS,
  OUTAGE_MS,
  PROBE_EVERY_MS,
  REACH_GRACE_MS,
  REBALANCE_AFTER_MS,
  RENEW_AGAIN_MS,
  RENEW_MS,
  UNHEARD_MS,
} from "../../base/cluster_limits.ts";

/** How long what takes in an ownership, in milliseconds. */
export interface OwnershipTimes {
  /** Until a node doubts its own lease, from when its renewal was asked. */
  readonly holdMs: number;
  /** Until others declare a node dead, from the renewal that they saw last. */
  readonly deathMs: number;
  /** Until a node doubts its own lease, from when none can reach it. */
  readonly unheardMs: number;
  readonly renewMs: number;
  readonly renewAgainMs: number;
  readonly outageMs: number;
  readonly askMs: number;
  readonly probeEveryMs: number;
  readonly reachGraceMs: number;
  readonly claimAnyMs: number;
  readonly rebalanceAfterMs: number;
}

/** The times of the limits. */
export const OWNERSHIP_TIMES: OwnershipTimes = {
  holdMs: LEASE_MS - LEASE_MARGIN_MS,
  deathMs: LEASE_MS + LEASE_MARGIN_MS,
  unheardMs: UNHEARD_MS,
  renewMs: RENEW_MS,
  renewAgainMs: RENEW_AGAIN_MS,
  outageMs: OUTAGE_MS,
  askMs: ASK_BUCKET_MS,
  probeEveryMs: PROBE_EVERY_MS,
  reachGraceMs: REACH_GRACE_MS,
  claimAnyMs: CLAIM_ANY_MS,
  rebalanceAfterMs: REBALANCE_AFTER_MS,
};
