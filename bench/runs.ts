import { median } from "./measure.ts";
import type { Heat, Measured, Outcome, Race } from "./race.ts";

/** Makes one race of several whole ones: the medians of their medians. */
export function mergeRaces(races: readonly Race[]): Race {
  const last = races.at(-1);
  if (last === undefined) throw new RangeError("Cannot merge no race");
  const heats = last.heats.map(({ workload }, at) =>
    mergeHeats(races.map(({ heats }) => heats[at]!), workload)
  );
  return { participants: last.participants, heats };
}

function mergeHeats(
  heats: readonly Heat[],
  workload: Heat["workload"],
): Heat {
  const names = [...heats[0]!.outcomes.keys()];
  const outcomes = names.map((name) => {
    const all = heats.map(({ outcomes }) => outcomes.get(name)!);
    return [name, mergeOutcomes(all)] as const;
  });
  return { workload, outcomes: new Map(outcomes) };
}

/** What failed once in several runs has figures from the others. */
function mergeOutcomes(outcomes: readonly Outcome[]): Outcome {
  const measured = outcomes.filter((outcome): outcome is Measured =>
    "medianNs" in outcome
  );
  if (measured.length === 0) return outcomes[0]!;
  const bytes = measured.flatMap(({ bytes }) => bytes ?? []);
  return {
    minNs: Math.min(...measured.map(({ minNs }) => minNs)),
    medianNs: median(measured.map(({ medianNs }) => medianNs)),
    maxNs: Math.max(...measured.map(({ maxNs }) => maxNs)),
    operations: median(measured.map(({ operations }) => operations)),
    ...bytes.length > 0 && { bytes: median(bytes) },
  };
}
