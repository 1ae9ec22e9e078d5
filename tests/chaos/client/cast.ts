/** How many actors of each kind clients call. */
export interface Cast {
  readonly coffers: number;
  readonly slots: number;
  readonly scribes: number;
}

/** The cast of a run. */
export const CAST: Cast = { coffers: 36, slots: 12, scribes: 12 };

/** Names the coffers of a run. */
export function nameCoffers({ coffers }: Cast): string[] {
  return nameAll("coffer", coffers);
}

/** Names the slots of a run. */
export function nameSlots({ slots }: Cast): string[] {
  return nameAll("slot", slots);
}

/** Names the scribes of a run. */
export function nameScribes({ scribes }: Cast): string[] {
  return nameAll("scribe", scribes);
}

function nameAll(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${word}-${at}`);
}
