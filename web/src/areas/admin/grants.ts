import type { GrantChange } from "@/api/types";
import { formatMoment } from "@/lib/format";
import { useReference } from "@/stores/reference";

/** The parts of a post's line: `authority|region|department|from|until|acting`. */
function postTitle(line: string, words: { acting: string; open: string }): string {
  const reference = useReference();
  const [authority = "", region = "", department = "", from = "", until = "", acting = ""] = line.split("|");
  const place = [region === "" ? "" : reference.region(region), department === "" ? "" : reference.department(department)];
  const days = from === "" && until === "" ? "" : `${from === "" ? words.open : from} – ${until === "" ? words.open : until}`;
  return [reference.titleOf("post_authority", authority), ...place, days, acting === "" ? "" : words.acting].filter((part) => part !== "").join(" ");
}

/** A value of something that an account may do, for people. */
export function grantValue(field: GrantChange["field"], value: string, words: { acting: string; open: string }): string {
  const reference = useReference();
  if (value === "") return "—";
  if (field === "role") return reference.titleOf("role", value);
  if (field === "region_code") return reference.region(value);
  if (field === "department_code") return reference.department(value);
  if (field === "password_given_at") return formatMoment(value);
  if (field === "posts") {
    return value
      .split("\n")
      .map((line) => postTitle(line, words))
      .join("；");
  }
  if (field !== "own") return value;
  const [kind = "", id = ""] = value.split(":");
  return `${reference.kindTitle(kind)} ${id}`;
}
