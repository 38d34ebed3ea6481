/** An error's message as a sentence. A field's name in front keeps its case. */
export function sentence({ message }: Error): string {
  return `${message.replace(/^expected/, "Expected")}.`;
}
