#!/usr/bin/env python3
"""Does to the running program what disks, clocks, networks and power supplies do, and checks that nothing acknowledged is
lost, that the state is said clearly, and that it heals once the cause is gone. See docs/reliability.md.

    faults.py --binary build/release/bin/jiedui --shim build/release/libfaults_shim.so [--long] [CASE …]
"""

import argparse
import json
import sys
import time
import traceback

import clients
import crash
import damage
import disk
import failover
import nodes
import service
import shards

CASES = {
    "kill": crash.kill,
    "power": crash.power,
    "disk_full": disk.full,
    "disk_error": disk.error,
    "disk_readonly": disk.readonly,
    "clock": disk.clock,
    "index": damage.index,
    "vectors": damage.vectors,
    "model": damage.model,
    "page": damage.page,
    "evidence": damage.evidence,
    "leftovers": damage.leftovers,
    "backups": damage.backups,
    "drops": clients.drops,
    "slow_headers": clients.slow_headers,
    "idle": clients.idle,
    "non_readers": clients.non_readers,
    "failover": failover.failover,
    "nodes": nodes.nodes,
    "shards": shards.shards,
}
# Of the file that SQLite keeps, or steered through it: a database server has its own.
FILE_ONLY = {"power", "disk_full", "disk_error", "disk_readonly", "page", "backups"}


class Options(argparse.Namespace):
    def city(self, place):
        """A demonstration city to spoil: a copy of the one that is made once."""
        self.made = self.made or place.demo("made")
        if place.database:
            return self.made
        return place.copy(self.made, "spoiled")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="; ".join(
        f"{name}: {case.__doc__.splitlines()[0]}" for name, case in CASES.items()))
    parser.add_argument("--binary", required=True)
    parser.add_argument("--shim", help="the library built of tests/faults/shim.cc")
    parser.add_argument("--database", help="postgresql://…: an empty database for this run; a file otherwise")
    parser.add_argument("--city", dest="made", help="a demonstration's folder to copy instead of making one")
    parser.add_argument("--account", type=lambda text: dict(zip(("login", "password"), text.split(":", 1))),
                        help="LOGIN:PASSWORD where the city is no demonstration")
    parser.add_argument("--long", action="store_true", help="the measured form: minutes to hours")
    parser.add_argument("--rounds", type=int, help="of kill and power")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--loose", action="store_true", help="limits of time are reported, not required")
    options = parser.parse_args(namespace=Options())
    options.strict = not options.loose
    unknown = [name for name in options.cases if name not in CASES]
    if unknown:
        parser.error(f"no case {unknown[0]}")
    names = options.cases or [name for name in CASES if not (options.database and name in FILE_ONLY)]
    failed = 0
    with service.Place(options.binary, options.database, options.shim) as place:
        for name in names:
            started = time.monotonic()
            try:
                report = CASES[name](place, options)
                print(f"ok     {name} {time.monotonic() - started:.1f} s {json.dumps(report or {}, ensure_ascii=False)}", flush=True)
            except Exception as failure:  # the next case has a service of its own
                failed += 1
                if not isinstance(failure, (service.Failure, service.Unknown)):
                    traceback.print_exc()
                print(f"FAILED {name} {time.monotonic() - started:.1f} s: {failure}", flush=True)
            for running in place.services:
                running.kill()
            place.services.clear()
    print(f"{len(names) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
