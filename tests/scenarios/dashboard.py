#!/usr/bin/env python3
"""Checks that every figure which a Grafana dashboard and Prometheus rules ask for is among those that the service shows.

    dashboard.py DASHBOARD.json RULES.yml METRICS
"""

import json
import re
import sys

FUNCTIONS = {
    "sum", "rate", "increase", "histogram_quantile", "by", "le", "max", "min", "time", "clamp_min", "without", "on",
    "and", "or", "unless", "topk", "absent", "changes", "deriv", "predict_linear", "avg", "up",
}


def expressions(node):
    """Yields every `expr` of the dashboard."""
    if isinstance(node, dict):
        if isinstance(node.get("expr"), str):
            yield node["expr"]
        for value in node.values():
            yield from expressions(value)
    elif isinstance(node, list):
        for value in node:
            yield from expressions(value)


def names(expression):
    """The figures and labels that an expression names, each with a dict of its fixed labels' names."""
    bare = re.sub(r'"[^"]*"', '""', expression)
    bare = re.sub(r"\[[^\]]*\]", "", bare)
    labels = set(re.findall(r"([a-z_]+)\s*(?:=~|!~|!=|=)\s*\"\"", bare))
    for group in re.findall(r"\b(?:by|without|on)\s*\(([^)]*)\)", bare):
        labels.update(word.strip() for word in group.split(",") if word.strip())
    bare = re.sub(r"\{[^}]*\}", "", bare)
    bare = re.sub(r"\b(?:by|without|on)\s*\([^)]*\)", "", bare)
    return set(re.findall(r"\b[a-z][a-z_0-9]*\b", bare)) - FUNCTIONS, labels


def main():
    dashboard, rules, metrics = sys.argv[1:]
    with open(metrics, encoding="utf-8") as file:
        text = file.read()
    shown = set(re.findall(r"^([a-z_]+)", text, re.M))
    known_labels = set(re.findall(r'([a-z]+)="', text)) | {"job", "instance"}
    with open(dashboard, encoding="utf-8") as file:
        asked = list(expressions(json.load(file)))
    with open(rules, encoding="utf-8") as file:
        asked += re.findall(r"^\s*expr:\s*(.+)$", file.read(), re.M)
    missing = []
    for expression in asked:
        figures, labels = names(expression)
        if not figures and "up" not in expression:
            missing.append(f"no figure in {expression}")
        missing += [f"{name} in {expression}" for name in sorted(figures - shown)]
        missing += [f"label {name} in {expression}" for name in sorted(labels - known_labels)]
    for one in missing:
        print("missing:", one)
    if len(asked) < 20:
        print("only", len(asked), "expressions were found")
        return 1
    if missing:
        return 1
    print("every figure is there:", len(asked), "expressions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
