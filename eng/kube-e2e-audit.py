"""Compares the pods before and after a plan with the controller's audit log.

Usage: kube-e2e-audit.py EVICTIONS[?] BEFORE AFTER AUDIT...   (how many there must be at least, two `kubectl get pods -o json`, JSON lines)

Holds when 1. the pods that are gone are exactly those that the log says were evicted, each once; 2. on every node there are as many pods of each workload as there
were, less those evicted from it, plus those promised to it; 3. no eviction was granted twice; 4. of no workload two pods were evicted before the replacement of the first had
landed, which is what budgets of maxUnavailable: 1 ask of a controller. With a question
mark after the number the controller was away for a while: what landed meanwhile the scheduler placed as ever, and 2. holds for the landings that are in the log, and 4. is left out.
"""
import collections
import json
import sys


def workload(pod):
    return pod["metadata"]["labels"]["app"]


def load(path):
    with open(path, encoding="utf-8") as file:
        return {p["metadata"]["uid"]: p for p in json.load(file)["items"] if "deletionTimestamp" not in p["metadata"]}


away = sys.argv[1].endswith("?")
least, before, after = int(sys.argv[1].rstrip("?")), load(sys.argv[2]), load(sys.argv[3])
lines = []
for path in sys.argv[4:]:
    try:
        with open(path, encoding="utf-8") as file:
            lines += [json.loads(line) for line in file if line.strip()]
    except FileNotFoundError:
        pass

# An eviction is announced, then granted or refused. One that was announced only, by a controller that then died, was granted if the pod is gone. A landing may be
# told again by a controller that takes a plan up.
evictions, landings = {}, {}
for line in lines:
    if line["action"] == "evicted" or (line["action"] == "evict" and line["uid"] not in after):
        evictions[line["uid"]] = line
    elif line["action"] == "landed":
        landings[(line["plan"], line["uid"])] = line

problems = [] if len(evictions) >= least else [f"only {len(evictions)} evictions in the log"]
granted = collections.Counter(line["uid"] for line in lines if line["action"] == "evicted")
problems += [f"evicted twice: {uid}" for uid, times in granted.items() if times > 1]
gone = {uid for uid, pod in before.items() if uid not in after and pod["spec"].get("nodeName")}
if gone - set(evictions):
    problems.append(f"gone but not evicted: {gone - set(evictions)}")
if set(evictions) & set(after):
    problems.append(f"evicted but not gone: {set(evictions) & set(after)}")


def of(line):
    """The app of an audit line: its workload is written as Deployment namespace/app."""
    return line["workload"].split("/")[-1]


# A pod may be moved that was not there before, or waited: one that a plan placed and the next one moved.
expected = collections.Counter((workload(p), p["spec"]["nodeName"]) for p in before.values() if p["spec"].get("nodeName"))
promised = collections.Counter((of(line), line["to"]) for line in landings.values())
for line in evictions.values():
    expected[(of(line), line["from"])] -= 1
expected.update(promised)
actual = collections.Counter((workload(p), p["spec"]["nodeName"]) for p in after.values() if p["spec"].get("nodeName"))
for key in set(expected) | set(actual):
    if actual[key] < expected[key] or (actual[key] > expected[key] and not away):
        problems.append(f"{key[0]} on {key[1]}: {actual[key]} pods, promised {expected[key]}")
refused = [p["metadata"]["name"] for p in after.values() if p["status"]["phase"] == "Failed"]
if refused:
    problems.append(f"refused by a kubelet: {refused}")

# What an outage makes of readiness is not the controller's doing; this is. A controller that was away has not seen everything land.
under_way = collections.Counter()
for line in lines if not away else []:
    if line["action"] in ("evicted", "landed") and line.get("from"):
        under_way[of(line)] += 1 if line["action"] == "evicted" else -1
        if under_way[of(line)] > 1:
            problems.append(f"{of(line)}: {under_way[of(line)]} pods evicted at once, {line['time']}")

print(f"{len(evictions)} evicted, {len(landings)} landed")
print("\n".join(problems))
sys.exit(1 if problems else 0)
