/** What every implementation of a port must do, by title. */
export type Contract<Subject> = Readonly<
  Record<string, (subject: Subject) => void | Promise<void>>
>;

/** Registers a test of an implementation for each clause of its contract. */
export function testContract<Subject>(
  name: string,
  contract: Contract<Subject>,
  open: () => Subject,
): void {
  for (const [title, clause] of Object.entries(contract)) {
    Deno.test(`${name}.${title}`, async () => await clause(open()));
  }
}

/** Returns the titles of the clauses that an implementation breaks. */
export async function listBroken<Subject>(
  contract: Contract<Subject>,
  open: () => Subject,
): Promise<string[]> {
  const broken: string[] = [];
  for (const [title, clause] of Object.entries(contract)) {
    try {
      await clause(open());
    } catch {
      broken.push(title);
    }
  }
  return broken;
}
