import { choicesOf } from "@/areas/records/fields";
import { useReference } from "@/stores/reference";

/** The title of a choice's code in a field of a kind. */
export function choiceTitle(kind: string, field: string, code: string): string {
  const reference = useReference();
  const definition = reference.kind(kind)?.fields.find((entry) => entry.name === field);
  const choice = definition === undefined ? undefined : choicesOf(definition).find((entry) => entry.code === code);
  return choice === undefined ? code : reference.pick(choice);
}
