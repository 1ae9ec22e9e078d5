/** Writes the statements that add the step to every refusal of some others. */
export function emitGuard(
  body: string,
  isCyclic: boolean,
  check: string,
): string {
  const enter = isCyclic ? `${check}.nest();\n` : "";
  const leave = isCyclic ? ` finally {\n${check}.unnest();\n}` : "";
  return `try {\n${enter}${body}} catch (error) {\n` +
    `throw ${check}.within(step, error);\n}${leave}\n`;
}
