import type { Message } from "./facts.ts";
import type { Shape } from "./type_model.ts";

/** Returns messages with other shapes. */
export function mapShapes<Text>(
  messages: readonly Message<Text>[],
  change: (shape: Shape) => Shape,
): Message<Text>[] {
  return messages.map((message) => ({
    ...message,
    signatures: message.signatures.map((signature) => ({
      ...signature,
      parameters: signature.parameters.map((parameter) => ({
        ...parameter,
        shape: change(parameter.shape),
      })),
      resultShape: change(signature.resultShape),
      yielded: signature.yielded && {
        ...signature.yielded,
        shape: change(signature.yielded.shape),
      },
    })),
  }));
}
