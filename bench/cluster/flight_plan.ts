/** The ways in which something is asked for. */
export type Way = "batch" | "ours" | "request";

/** What a flight of calls is to be. */
export interface FlightPlan {
  readonly way: Way;
  readonly lanes: number;
  readonly ms: number;
}

/** What a flight of calls was. */
export interface FlightReport {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly processorUs: number;
}
