// Requests made of the contract's schemas by a seeded random: mostly what the contract allows, some of it spoiled.

/// Numbers in [0, 1) that depend on the seed only (mulberry32).
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const ODD_TEXTS = ["", " ", "\u0000", "a\u0000b", "中".repeat(300), "x".repeat(5000), "😀", "\u202e反", "../../etc/passwd", "%00", "<script>",
  "'; DROP TABLE needs; --", "=1+1", "\ud800", "null", "-1", "1e309", "9223372036854775808", "\r\nX: y", "{}", "，；,;=~", "NaN", "0"];
const ODD_NUMBERS = [0, -1, 1, 2 ** 31, -(2 ** 31), 2 ** 53, -(2 ** 53), 1e308, -1e308, 0.1, 5e-324, 9223372036854775807];
const ODD_VALUES = [null, true, false, [], {}, [[]], [null], { a: 1 }, "", 0, -1, 1.5, "text", ["text", 1]];
const TEXTS = ["机器视觉", "水泵", "晋城", "铸件表面缺陷在线检测", "2020-06-12", "2020-06", "2020", "city_office", "140525", "equipment", "石墨烯 检测", "office"];

export class Generator {
  /// `pool` holds what answers have shown: ids by kind, cursors, versions.
  constructor(contract, random) {
    this.contract = contract;
    this.random = random;
    this.pool = { ids: new Map(), all: [], cursors: [], versions: new Map() };
  }

  chance(p) { return this.random() < p; }
  below(n) { return Math.floor(this.random() * n); }
  pick(list) { return list[this.below(list.length)]; }

  /// Remembers every id, version and cursor of an answer.
  learn(value, depth = 0) {
    if (depth > 6 || value === null || typeof value !== "object") return;
    if (Array.isArray(value)) return value.slice(0, 20).forEach((item) => this.learn(item, depth + 1));
    if (typeof value.id === "string" && /^[1-9][0-9]*$/.test(value.id)) {
      const kind = typeof value.kind === "string" ? value.kind : "";
      if (!this.pool.ids.has(kind)) this.pool.ids.set(kind, []);
      const ids = this.pool.ids.get(kind);
      if (ids.length < 200) ids.push(value.id);
      else ids[this.below(200)] = value.id;
      if (Number.isInteger(value.version)) this.pool.versions.set(value.id, value.version);
    }
    if (typeof value.next_cursor === "string") this.pool.cursors[this.below(50)] = value.next_cursor;
    for (const member of Object.values(value)) this.learn(member, depth + 1);
  }

  /// An id, of that kind where one is known.
  id(kind) {
    if (this.chance(0.08)) return this.pick(["0", "-1", "1", "abc", "9223372036854775807", "99999999999999999999", "1 ", "%31", "1e3"]);
    const ids = (kind && this.pool.ids.get(kind)) || [...this.pool.ids.values()][this.below(this.pool.ids.size)];
    return ids?.length ? this.pick(ids) : "1";
  }

  resolve(schema) {
    let at = schema;
    for (let i = 0; at?.$ref && i < 20; ++i) at = at.$ref.slice(2).split("/").reduce((value, part) => value[part], this.contract.document);
    return at ?? {};
  }

  text(schema, name) {
    if (schema.enum) return this.pick(schema.enum);
    if (schema.format === "date") return this.pick(["2020-06-12", "2020-02-29", "2026-11-28"]);
    if (schema.format === "date-time") return this.pick(["2020-06-12T00:00:00.000Z", "2026-11-28T12:00:00.000Z"]);
    const pattern = schema.pattern ?? "";
    if (pattern.includes("[1-9][0-9]{0,18}") && pattern.includes(":")) return `${this.pick([...this.pool.ids.keys()].filter(Boolean)) ?? "enterprise"}:${this.id()}`;
    if (pattern.includes("[1-9][0-9]{0,18}")) return this.id(name);
    if (name === "cursor" && this.pool.cursors.length) return this.pick(this.pool.cursors.filter(Boolean)) ?? "";
    if (name === "where") return this.pick(["state=open", "name~水", "created_at>=2020-01-01", "state=open;title~泵", "a=b", "=", ";", "state=", "x~", "state!=open"]);
    if (pattern === "^[0-9]{6}$" || /region/.test(name)) return this.pick(["140525", "140500", "1", "140525,140581"]);
    let made = this.pick(TEXTS);
    const most = schema.maxLength ?? 100;
    while ([...made].length < (schema.minLength ?? 0)) made += "字x1";
    return [...made].slice(0, most).join("");
  }

  /// A value that the schema allows, as far as patterns are known; `depth` bounds recursion.
  value(given, name = "", depth = 0) {
    const schema = this.resolve(given);
    if (schema.const !== undefined) return schema.const;
    if (schema.example !== undefined && this.chance(0.3)) return structuredClone(schema.example);
    if (schema.enum) return this.pick(schema.enum);
    const choices = schema.oneOf ?? schema.anyOf;
    if (choices) return this.value(this.pick(choices), name, depth + 1);
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => this.value(part, name, depth + 1)));
    const type = Array.isArray(schema.type) ? this.pick(schema.type) : schema.type ?? (schema.properties ? "object" : "string");
    switch (type) {
      case "null": return null;
      case "boolean": return this.chance(0.5);
      case "integer":
      case "number": {
        const least = schema.minimum ?? schema.exclusiveMinimum ?? -5;
        const most = schema.maximum ?? least + 100;
        const made = least + this.random() * (Math.min(most, least + 1000) - least);
        return type === "integer" ? Math.round(made) : made;
      }
      case "array": {
        if (depth > 6) return [];
        const count = Math.min((schema.minItems ?? 0) + this.below(3), schema.maxItems ?? 10);
        return Array.from({ length: count }, () => this.value(schema.items ?? {}, name, depth + 1));
      }
      case "object": {
        const made = {};
        if (depth > 8) return made;
        const required = new Set(schema.required ?? []);
        for (const [member, of] of Object.entries(schema.properties ?? {})) {
          if (this.resolve(of).readOnly) continue;
          if (required.has(member) || this.chance(0.35)) made[member] = this.value(of, member, depth + 1);
        }
        return made;
      }
      default: return this.text(schema, name);
    }
  }

  /// The value with something wrong somewhere in it.
  spoiled(value) {
    if (Array.isArray(value)) {
      const copy = [...value];
      const turn = this.below(4);
      if (turn === 0) return Array.from({ length: 300 }, () => copy[0] ?? 1);
      if (turn === 1 || copy.length === 0) return this.pick(ODD_VALUES);
      copy[this.below(copy.length)] = turn === 2 ? this.pick(ODD_VALUES) : this.spoiled(copy[0]);
      return copy;
    }
    if (value !== null && typeof value === "object") {
      const copy = { ...value };
      const members = Object.keys(copy);
      const turn = this.below(5);
      if (turn === 0) return { ...copy, [this.pick(["colour", "id", "kind", "version", "__proto__x", "", "创建"])]: this.pick(ODD_VALUES) };
      if (members.length === 0) return this.pick(ODD_VALUES);
      const member = this.pick(members);
      if (turn === 1) delete copy[member];
      else copy[member] = turn === 2 ? this.pick(ODD_VALUES) : this.spoiled(copy[member]);
      return copy;
    }
    if (typeof value === "number") return this.chance(0.7) ? this.pick(ODD_NUMBERS) : this.pick(ODD_VALUES);
    return this.chance(0.7) ? this.pick(ODD_TEXTS) : this.pick(ODD_VALUES);
  }

  /// { path, query, headers, body, type }: one request of the operation.
  request(operation, broken) {
    const item = this.contract.document.paths[operation.pointer[1]];
    const parameters = [...(item.parameters ?? []), ...(operation.definition.parameters ?? [])].map((one) => this.resolve(one));
    const made = { path: {}, query: {}, headers: {}, body: undefined, type: undefined };
    const spoil = (value) => (broken && this.chance(0.25) ? String(this.spoiled(value)) : String(value));
    for (const parameter of parameters) {
      if (parameter.in === "path") made.path[parameter.name] = spoil(this.pathValue(operation, parameter, made.path));
      else if (parameter.in === "query" && (this.chance(parameter.required ? 0.97 : 0.25)))
        made.query[parameter.name] = spoil(this.value(parameter.schema, parameter.name));
      else if (parameter.name === "If-Match" && this.chance(0.93))
        made.headers["if-match"] = `"v${this.pool.versions.get(made.path.id) ?? 1 + this.below(3)}"`;
    }
    if (broken && this.chance(0.05)) made.query[this.pick(["colour", "q", "limit"])] = this.pick(ODD_TEXTS);
    const content = this.resolve(operation.definition.requestBody ?? {}).content;
    if (content) this.addBody(made, content, broken);
    return made;
  }

  pathValue(operation, parameter, before) {
    if (parameter.name !== "id") return this.value(parameter.schema, parameter.name);
    const words = operation.path.split("/").filter((part) => part && !part.startsWith("{"));
    const plural = before.plural ?? words.find((word) => /^(plans|pairings|circulars|surveys|webhooks|views|work_plans|sign_offs|evidence_files|sector_proposals|campaigns|equipment|posts)$/.test(word));
    return this.id(this.kindOf(plural));
  }

  kindOf(plural) {
    const singular = { enterprises: "enterprise", policies: "policy", capabilities: "capability", ledger: "ledger_item", surveys: "survey", technologies: "technology", equipment: "equipment" };
    return plural ? singular[plural] ?? plural.replace(/s$/, "") : undefined;
  }

  addBody(made, content, broken) {
    const [type, of] = this.pick(Object.entries(content));
    made.type = broken && this.chance(0.05) ? this.pick(["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=gbk"]) : type;
    if (type === "application/json") {
      const examples = of.example !== undefined ? [of.example] : Object.values(of.examples ?? {}).map((one) => this.resolve(one).value).filter((one) => one !== undefined);
      const valid = examples.length && this.chance(0.4) ? structuredClone(this.pick(examples)) : this.value(of.schema);
      made.body = JSON.stringify(broken && this.chance(0.7) ? this.spoiled(valid) : valid);
      if (broken && this.chance(0.1)) made.body = this.pick(["", "{", "[]", "null", '"', "{}{}", "[".repeat(5000), '{"a":1,"a":2}', "\uFEFF{}", made.body.slice(0, -1)]);
    } else {
      const rows = "名称,统一社会信用代码\n甲公司,91350211M000100Y43\n";
      made.body = this.pick([rows, "", "PK\u0003\u0004broken", "%PDF-1.4\n" + this.random(), rows.repeat(50), "\u0000\u0001\u0002", "a\tb\n\"c"]);
    }
  }
}
