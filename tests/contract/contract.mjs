// What the contract says, as functions: the operations, and whether an answer keeps its promise.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";

const METHODS = ["get", "post", "patch", "put", "delete"];

export function readContract(file) {
  const document = parse(readFileSync(file, "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, discriminator: false });
  addFormats(ajv);
  ajv.addFormat("int64", true);
  ajv.addFormat("binary", true);
  ajv.addSchema(document, "contract");
  return { document, ajv, operations: operationsOf(document) };
}

function operationsOf(document) {
  const operations = new Map();
  for (const [path, item] of Object.entries(document.paths)) {
    const base = item.servers?.[0]?.url ?? document.servers[0].url;
    for (const method of METHODS.filter((name) => item[name])) {
      const operation = item[method];
      operations.set(operation.operationId, {
        id: operation.operationId,
        method: method.toUpperCase(),
        path: base.replace(/\/$/, "") + path,
        pointer: ["paths", path, method],
        definition: operation,
      });
    }
  }
  return operations;
}

const escaped = (part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));

/// The response of that status, or `default`, with references followed, and where it stands.
function responseOf(contract, operation, status) {
  const name = String(status) in operation.definition.responses ? String(status) : "default";
  let pointer = [...operation.pointer, "responses", name];
  let response = operation.definition.responses[name];
  if (response?.$ref) {
    pointer = response.$ref.slice(2).split("/");
    response = pointer.reduce((value, part) => value[part], contract.document);
  }
  return { name, pointer, response };
}

function headerFaults(contract, response, answer) {
  const faults = [];
  for (const [name, header] of Object.entries(response.headers ?? {})) {
    const wanted = header.$ref
      ? header.$ref.slice(2).split("/").reduce((value, part) => value[part], contract.document)
      : header;
    if (wanted.required && !answer.headers.has(name)) faults.push(`header ${name} is missing`);
  }
  return faults;
}

/// What is wrong with the answer to that operation; an empty list where it keeps the contract.
export function faultsOf(contract, operation, answer) {
  const { name, pointer, response } = responseOf(contract, operation, answer.status);
  if (!response) return [`status ${answer.status} is not in the contract`];
  if (name === "default" && answer.status < 400) return [`status ${answer.status} is not in the contract`];
  const faults = headerFaults(contract, response, answer);
  const type = (answer.headers.get("content-type") ?? "").split(";")[0];
  if (!response.content) {
    if (answer.text !== "") faults.push(`a body where the contract has none: ${answer.text.slice(0, 200)}`);
    return faults;
  }
  if (!response.content[type]) return [...faults, `content type ${type} is not in the contract`];
  if (!type.endsWith("json")) return faults;
  const at = [...pointer, "content", type, "schema"].map(escaped).join("/");
  const validate = contract.ajv.compile({ $ref: `contract#/${at}` });
  if (!validate(JSON.parse(answer.text))) {
    for (const error of validate.errors.slice(0, 8)) {
      faults.push(`${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}`);
    }
  }
  return faults;
}
