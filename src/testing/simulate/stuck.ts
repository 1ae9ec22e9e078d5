import { isLive } from "../../actor/port/activation.ts";
import { nameDoing } from "../../actor/port/doing.ts";
import type { EngineView } from "../../engine/view.ts";
import { formatActor } from "../../envelope/actor_id.ts";

/** How many actors are named that are in the middle of something. */
const NAMED = 3;

/** Says why a scenario cannot end that waits while nothing is ready. */
export function explainStuck(views: readonly EngineView[]): string {
  const names: string[] = [];
  for (const activation of views.flatMap(({ registry }) => [...registry])) {
    const { actor, openTurns, phase } = activation;
    const doing = nameDoing(phase, openTurns);
    if (isLive(activation) && doing === null) continue;
    names.push(`${formatActor(actor)} in ${doing ?? phase}`);
  }
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
  const late = names.slice(0, NAMED).join(", ");
  return "Cannot end the scenario: it waits for what nothing in the " +
    "simulation brings, such as real time, I/O, or a promise that nobody " +
    `resolves${late === "" ? "" : `; under way: ${late}${more}`}`;
}
