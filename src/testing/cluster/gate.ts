/** Lets in what comes to a process from outside: now, later or never. */
export interface Gate {
  pass(callback: () => void): void;
}

/** That of a process which always goes on. */
export const OPEN_GATE: Gate = { pass: (callback) => callback() };

/**
 * Asks something outside of a process for it: it is asked once the process goes
 * on, and so is it answered; neither, if the process is no more.
 */
export function askThrough<Answer>(
  gate: Gate,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  gate.pass(() => {
    ask().then(
      (answer) => gate.pass(() => resolve(answer)),
      (error) => gate.pass(() => reject(error)),
    );
  });
  return promise;
}
