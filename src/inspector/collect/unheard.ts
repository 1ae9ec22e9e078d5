import type { Incident } from "../../engine/incident_log.ts";
import type { IncidentsView } from "../../engine/view.ts";

/** An incident, and how often it came while no client was connected. */
export interface Unheard {
  readonly incident: Incident;
  readonly count: number;
}

/**
 * Tells which of the incidents that an engine keeps came unheard: the engine
 * goes on counting equal ones as one, whether they were heard or not.
 */
export class HeardIncidents {
  readonly #incidents: IncidentsView;
  // How often each one had come when nothing was heard any more.
  #counts = new Map<string, number>();

  constructor(incidents: IncidentsView) {
    this.#incidents = incidents;
  }

  /** Takes all that has come up to now as heard. */
  mark(): void {
    this.#counts = new Map(
      Array.from(this.#incidents, (one) => [nameIncident(one), one.count]),
    );
  }

  /** What has come since the mark, the oldest first. */
  listUnheard(): Unheard[] {
    return [...this.#incidents].reverse()
      .map((incident) => ({ incident, count: this.#countUnheard(incident) }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => one.incident.at - other.incident.at);
  }

  #countUnheard(incident: Incident): number {
    return incident.count - (this.#counts.get(nameIncident(incident)) ?? 0);
  }
}

/** Names one: all of it that does not change when an equal one comes. */
function nameIncident(
  { kind, firstAt, actor, method, caller, reason, error }: Incident,
): string {
  const parts = [kind, firstAt, actor, method, caller, reason, error];
  return JSON.stringify(parts);
}
