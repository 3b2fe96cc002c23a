"""Files that were damaged or taken away: derived ones are made anew, the truth is never served wrong."""

import glob
import json
import os
import random
import sqlite3
import time

from crash import Journal, verify, write_for
from service import Api, accounts, require


def scribble(path, seed, share=0.3):
    """Random bytes over random places of a file."""
    chance = random.Random(seed)
    size = os.path.getsize(path)
    with open(path, "r+b") as file:
        for _ in range(max(1, int(size * share / 512))):
            file.seek(chance.randrange(max(1, size - 512)))
            file.write(chance.randbytes(min(512, size)))


def served(place, data, *options):
    service = place.serve(data, *options)
    service.wait()
    return service, Api(service.port, accounts(service.port)["city_office"])


def found(api):
    status, _, page = api.ask("GET", "/api/v1/search?q=水泵")
    require(status == 200, f"search: {status} {page}")
    return page["total"] if "total" in page else len(page["items"])


def index(place, options):
    """Files of the search index overwritten, cut or taken away, at rest and while it serves: built anew by itself."""
    data = options.city(place)
    service, api = served(place, data)
    whole = found(api)
    require(whole > 0, "nothing is found")
    service.stop()
    rounds = 0
    for turn in range(20 if options.long else 4):
        generation = sorted(glob.glob(os.path.join(data, "index", "g*")))[-1]
        files = sorted(glob.glob(os.path.join(generation, "*"))) + [os.path.join(data, "index", "CURRENT")]
        victim = files[turn % len(files)]
        if turn % 3 == 0:
            scribble(victim, options.seed + turn)
        elif turn % 3 == 1:
            os.truncate(victim, os.path.getsize(victim) // 2)
        else:
            os.unlink(victim)
        service, api = served(place, data)
        service.wait_until(lambda: found(api) == whole, f"{whole} hits again after {os.path.basename(victim)} was damaged")
        service.stop()
        rounds += 1
    service, api = served(place, data)
    generation = sorted(glob.glob(os.path.join(data, "index", "g*")))[-1]
    for victim in glob.glob(os.path.join(generation, "*")):
        scribble(victim, options.seed, 0.9)
    journal = Journal()
    write_for(service, 0.3, journal, options.seed, writers=2)()
    service.wait_until(lambda: service.ready()[0] == 200 and found(api) >= whole, "healed while it serves", 90)
    verify(service, journal, options.seed)
    return {"damaged": rounds + 1, "hits": whole}


def vectors(place, options):
    """The semantic vectors overwritten, cut and taken away: learned anew, suggestions go on."""
    data = options.city(place)
    path = os.path.join(data, "index", "semantic.vec")
    for turn in range(3):
        if turn == 0:
            scribble(path, options.seed)
        elif turn == 1:
            os.truncate(path, os.path.getsize(path) // 2)
        else:
            os.unlink(path)
        service, api = served(place, data)
        require("dimensions" in service.ready()[1]["semantics"][1], f"vectors: {service.ready()}")
        enterprise = api.ask("GET", "/api/v1/records/enterprises?limit=1")[2]["items"][0]["id"]
        status, _, page = api.ask("GET", f"/api/v1/recommendations?for=enterprise:{enterprise}&kind=expert")
        require(status == 200 and page["items"], f"suggestions: {status} {page}")
        service.stop()
    return {"damaged": 3}


def model(place, options):
    """The learned pair model cannot be read: the one that ships takes its place, suggestions go on."""
    data = options.city(place)
    place.run("model", "train", data=data)
    place.run("model", "activate", "1", "--force", data=data)
    if place.database:
        return {"skipped": "the stored model is damaged through SQLite's file only"}
    with sqlite3.connect(os.path.join(data, "jiedui.db")) as database:
        changed = database.execute("UPDATE settings SET value = '{\"broken\": tru' WHERE name = 'pair_model.1'").rowcount
    database.close()
    require(changed == 1, "no model is stored")
    service, api = served(place, data)
    enterprise = api.ask("GET", "/api/v1/records/enterprises?limit=1")[2]["items"][0]["id"]
    status, _, page = api.ask("GET", f"/api/v1/recommendations?for=enterprise:{enterprise}&kind=expert")
    require(status == 200 and page["items"], f"suggestions with a damaged model: {status} {page}")
    return {}


def page(place, options):
    """A page of the database overwritten: /readyz and the log say so, what it held is a 503 and never another content."""
    data = options.city(place)
    path = os.path.join(data, "jiedui.db")
    database = sqlite3.connect(path)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    root = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'teams'").fetchone()[0]
    size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    with open(path, "r+b") as file:
        file.seek((root - 1) * size)
        file.write(random.Random(options.seed).randbytes(size))
    service = place.serve(data)
    service.wait_until(lambda: "damaged" in service.log() or not service.alive(), "the damage is seen")
    if not service.alive():
        require("已损坏" in service.log(), f"why it did not start: {service.log()[-600:]}")
    else:
        service.wait_until(lambda: not service.ready()[1]["integrity"][0], "/readyz says that the file is damaged")
    status, output = place.run("check", data=data, check=False)
    require(status == 1 and "损坏" in output, f"check: {status} {output}")
    status, output = place.run("backup", os.path.join(place.folder, "of-damaged"), data=data, check=False)
    require(status == 1 and "损坏" in output or "备份未通过检查" in output, f"a backup of a damaged file: {status} {output}")
    require(not os.path.exists(os.path.join(place.folder, "of-damaged")), "a backup that failed is left")
    return {"started": service.alive()}


def evidence(place, options):
    """Files of evidence damaged, missing, and without a record: each is named; what no record names is swept."""
    data = options.city(place)
    folder = os.path.join(data, "evidence")
    files = sorted(path for path in glob.glob(os.path.join(folder, "*", "*", "*")) if os.path.isfile(path))
    require(len(files) >= 2, "the demonstration has no evidence")
    scribble(files[0], options.seed, 1)
    os.unlink(files[1])
    stray = "ab" * 32
    os.makedirs(os.path.join(folder, "ab", "ab"), exist_ok=True)
    with open(os.path.join(folder, "ab", "ab", stray), "w", encoding="utf-8") as out:
        out.write("nobody's")
    os.utime(out.name, (1_000_000_000, 1_000_000_000))
    status, output = place.run("check", "--json", data=data, check=False)
    report = json.loads(output.splitlines()[0])
    require(status == 1 and report["evidence"]["faults"] >= 2 and report["evidence"]["strays"] == 1, f"check: {output}")
    service, api = served(place, data)
    damaged = 0
    _, _, page_of = api.ask("GET", "/api/v1/records/evidence_files?limit=100")
    for record in page_of["items"]:
        digest = record["digest"]
        status, _, content = api.ask("GET", f"/api/v1/evidence_files/{record['id']}/content")
        if digest in (os.path.basename(files[0]), os.path.basename(files[1])):
            require(status in (404, 500, 503), f"a damaged file was served: {status}")
            damaged += 1
    require(damaged >= 1, "no record of the damaged files was seen")
    require(not os.path.exists(out.name), "a file without a record is swept at the start")
    service.stop()
    return {"faults": report["evidence"]["faults"], "refused": damaged}


def leftovers(place, options):
    """What interrupted processes left is removed at the start, and nothing else."""
    data = options.city(place)
    service, api = served(place, data)
    whole = found(api)
    service.stop()
    dead = 2**22 - 1  # above the largest process number of a default system, or of nobody
    left = [os.path.join(data, f"audit.key.{dead}"), os.path.join(data, "index", f"semantic.vec.{dead}"),
            os.path.join(data, "evidence", f".jiedui-{dead}-1.part")]
    for path in left:
        with open(path, "w", encoding="utf-8") as out:
            out.write("half")
    unfinished = os.path.join(data, "index", "g987654")
    os.makedirs(unfinished)
    service, api = served(place, data)
    require(not any(os.path.exists(path) for path in [*left, unfinished]), "leftovers stay")
    require(found(api) == whole, "the index in use was touched")
    return {"removed": len(left) + 1}


def backups(place, options):
    """Daily backups are made, verified and thinned; a damaged one is found; the newest comes back whole."""
    data = options.city(place)
    folder = os.path.join(place.folder, "backups")
    service, _ = served(place, data, "--backup-folder", folder, "--backup-at", "00:00", "--backup-keep", "2")
    journal = Journal()
    write_for(service, 0.5, journal, options.seed, writers=2)()
    service.wait_until(lambda: "backup made and verified" in service.log(), "the daily backup", 120)
    for _ in range(2):
        time.sleep(1.1)  # their names tell the second
        made = json.loads(place.run("backups", "make", folder, "--keep", "2", "--json", data=data))["backup"]
    service.stop()
    kept = place.run("backups", "list", folder, data=data).split()
    require(len(kept) == 2 and kept[-1] == made, f"kept: {kept}")
    require("完好" in place.run("backups", "verify", made, data=data), "verify")
    again = os.path.join(place.folder, "again")
    place.run("restore", made, data=again)
    service, _ = served(place, again)
    verify(service, journal, options.seed)
    service.stop()
    scribble(made, options.seed, 0.0001)
    status, output = place.run("backups", "verify", made, data=data, check=False)
    require(status == 1, f"a damaged backup passes: {output}")
    return {"kept": len(kept)}
