import { type LeasesPlace, LeasesSession } from "./session.ts";
import { runLeasesClause, WATCH_CLAUSES } from "./watch_clauses.ts";
import { type LeasesClauses, WRITE_CLAUSES } from "./write_clauses.ts";

/** What every driver of leases must do. */
export const LEASES_CLAUSES: LeasesClauses = {
  ...WRITE_CLAUSES,
  ...WATCH_CLAUSES,
};

/**
 * Tests a driver of leases: a test for each thing that it must do, with an
 * empty place each.
 */
export function leasesContract(
  name: string,
  open: () => LeasesPlace | Promise<LeasesPlace>,
): void {
  for (const [title, clause] of Object.entries(LEASES_CLAUSES)) {
    Deno.test(`${name}.${title}`, async () => {
      await runLeasesClause(clause, new LeasesSession(await open()));
    });
  }
}
