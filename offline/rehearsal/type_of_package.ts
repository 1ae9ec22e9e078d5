import type { Newcomer } from "./newcomer.ts";

const ACTOR = `import type { ActorId } from "@backstage/actors";

// @generate-proxy
export class Clerk {
  greet(guest: ActorId): string {
    return \`Hello, \${guest.id}\`;
  }
}
`;
const EXPECTED = 'check.string(id, "id")';

/** Generates from a type that a package of JSR declares: this very one. */
export async function generateFromPackage(
  newcomer: Newcomer,
  deno: string,
): Promise<void> {
  await newcomer.write("typed/clerk.ts", ACTOR);
  const { imports } = JSON.parse(await newcomer.read("deno.json"));
  const printed = await newcomer.deno(
    ...["run", "--no-prompt", "--allow-read", "--allow-write"],
    `--allow-run=${deno}`,
    `${imports["@backstage/actors"]}/gen`,
    ...["--json", "typed/generated", "typed"],
  );
  const { diagnostics } = JSON.parse(printed);
  const code = await newcomer.read("typed/generated/clerk_proxy.gen.ts");
  if (diagnostics.length === 0 && code.includes(EXPECTED)) return;
  throw new Error(`The type is not checked:\n${printed}\n${code}`);
}
