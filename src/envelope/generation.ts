import { GENERATION, NAME, VERSION } from "../base/version.ts";

/**
 * Checks that a proxy was generated for this version of the library.
 *
 * @throws {Error} If it was generated for one that differs.
 */
export function checkGeneration(type: string, generation = GENERATION): void {
  if (generation === GENERATION) return;
  throw new Error(
    `Cannot define actor type ${JSON.stringify(type)}: its proxy was ` +
      `generated for ${NAME} ${generation}, and this is ${VERSION}; ` +
      `run the generator of ${VERSION} again, or import ${generation}`,
  );
}
