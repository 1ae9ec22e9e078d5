/** Environment variables by name. */
export type Environment = Readonly<Record<string, string>>;

// A proxy that is not there keeps Deno from downloading anything.
const NOWHERE = "http://127.0.0.1:0";
const OFFLINE = {
  ...{ HTTP_PROXY: NOWHERE, HTTPS_PROXY: NOWHERE, ALL_PROXY: NOWHERE },
  ...{ http_proxy: NOWHERE, https_proxy: NOWHERE, all_proxy: NOWHERE },
  ...{ NO_PROXY: "", no_proxy: "", NO_COLOR: "1", RUST_BACKTRACE: "0" },
};

/** Runs the Deno that this is, or the one on the path, if it may. */
export function runDeno(
  args: readonly string[],
  folder: string,
  environment: Environment,
): { readonly out: string; readonly error: string } | undefined {
  const command = findDeno();
  if (command === undefined) return undefined;
  try {
    const { stdout, stderr } = new Deno.Command(command, {
      args: [...args],
      cwd: folder,
      env: { ...environment, ...OFFLINE },
    }).outputSync();
    const [out = "", error = ""] = [stdout, stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    );
    return { out, error };
  } catch (error) {
    // It may be gone, or the environment one that Deno lets no child have.
    return { out: "", error: `error: ${(error as Error).message}` };
  }
}

function findDeno(): string | undefined {
  try {
    return [Deno.execPath(), "deno"].find(isPermitted);
  } catch (error) {
    // Without permission to read all, the path of this Deno is not known.
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    return ["deno"].find(isPermitted);
  }
}

function isPermitted(command: string): boolean {
  // A question in the terminal would stand in the way of a mere warning.
  return Deno.permissions.querySync({ name: "run", command }).state ===
    "granted";
}
