"""The database server is lost, and its synchronous standby takes over: nothing acknowledged is lost."""

import functools
import time

import crash
import postgres
import retry
from service import Place, accounts, require


def gap_after(moments, start):
    """The longest time without an acknowledged change from then on, in seconds."""
    times = [start] + [moment for moment in moments if moment > start]
    return max(later - earlier for earlier, later in zip(times, times[1:]))


def failover(place, options):
    """PostgreSQL's primary is killed during mixed writes and the synchronous standby promoted."""
    if not postgres.programs():
        return {"left_out": "PostgreSQL is not installed"}
    rounds = options.rounds or (50 if options.long else 1)
    seconds = 2.0 if options.long else 0.5
    counts, gaps, promotions, journal = retry.Counts(), [], [], crash.Journal()
    with postgres.Cluster(place) as cluster, Place(place.binary, cluster.url()) as city:
        data = city.demo()
        cluster.add_standby()
        service = city.serve(data)
        service.wait()
        office = accounts(service.port)["city_office"]
        before = {plural: retry.ids_of(service.port, office, plural) for plural in ("needs", "evidence_files")}
        for number in range(rounds):
            if number > 0:
                cluster.seed_standby()
            end = crash.write_for(service, seconds, journal, options.seed + number,
                                  make=functools.partial(retry.RetryingWriter, counts))
            killed = time.monotonic()
            cluster.primary.kill()
            cluster.promote()
            promotions.append(time.monotonic() - killed)
            told = journal.acknowledged
            service.wait_until(lambda: journal.acknowledged >= told + 20, "changes are acknowledged again", 60)
            end()
            gaps.append(gap_after(journal.moments, killed))
            crash.verify(service, journal, options.seed + number, go_on=True)
            print(f"  round {number + 1}/{rounds}: {journal.acknowledged} acknowledged, without writes at most {max(gaps):.2f} s",
                  flush=True)
        crash.verify(service, journal, options.seed, sample=10**9, go_on=True)
        retry.nothing_more(service.port, office, journal, before)
        service.stop()
        city.run("check", data=data)
        city.run("audit", "verify", data=data)
        # The old address still names the dead server first: a backup of what took over is a city.
        city.run("backup", f"{city.folder}/city.backup", data=data)
        alone = Place(place.binary)
        with alone:
            alone.run("restore", f"{city.folder}/city.backup", data=f"{alone.folder}/restored")
            alone.run("audit", "verify", data=f"{alone.folder}/restored")
    longest = max(gaps)
    require(longest < 15 or not options.strict, f"{longest:.1f} s without writes")
    return {"rounds": rounds, **crash.judged(journal),
            "longest_gap_s": round(longest, 2), "longest_promotion_s": round(max(promotions), 2), **counts.of}
