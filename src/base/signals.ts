/** A signal that tells a program to end. */
export interface StopSignal {
  readonly name: "SIGINT" | "SIGTERM" | "SIGBREAK";
  readonly number: number;
}

/** How a program hears signals and says how it ended. */
export interface Signals {
  /** The signals that a program is sent here. */
  readonly stop: readonly StopSignal[];
  /** Calls back at every signal of a name; keeps no process alive. */
  add(name: StopSignal["name"], listener: () => void): void;
  /** Undoes `add`. */
  remove(name: StopSignal["name"], listener: () => void): void;
  /** Sets the exit code, unless the program has set another than 0. */
  suggestExitCode(code: number): void;
}

/** What of Node's `process` signals need. */
interface NodeProcess {
  readonly platform: string;
  exitCode?: number | string | null;
  on(name: string, listener: () => void): unknown;
  off(name: string, listener: () => void): unknown;
}

/** Returns the platform's signals; a browser has none. */
export function findSignals(): Signals | undefined {
  if (typeof Deno !== "undefined") return denoSignals();
  const process: NodeProcess | undefined = Reflect.get(
    globalThis,
    "process" as string,
  );
  return typeof process?.on === "function" ? nodeSignals(process) : undefined;
}

function denoSignals(): Signals {
  return {
    stop: listStopSignals(Deno.build.os === "windows"),
    add: (name, listener) => Deno.addSignalListener(name, listener),
    remove: (name, listener) => Deno.removeSignalListener(name, listener),
    suggestExitCode(code) {
      if (Deno.exitCode === 0) Deno.exitCode = code;
    },
  };
}

function nodeSignals(process: NodeProcess): Signals {
  return {
    stop: listStopSignals(process.platform === "win32"),
    add: (name, listener) => void process.on(name, listener),
    remove: (name, listener) => void process.off(name, listener),
    suggestExitCode(code) {
      if (!process.exitCode) process.exitCode = code;
    },
  };
}

// Windows lets programs listen to more, but sends them only these.
function listStopSignals(isWindows: boolean): readonly StopSignal[] {
  const interrupt: StopSignal = { name: "SIGINT", number: 2 };
  return isWindows
    ? [interrupt, { name: "SIGBREAK", number: 21 }]
    : [interrupt, { name: "SIGTERM", number: 15 }];
}
