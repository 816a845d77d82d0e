"""Whether a reason is published. Usage: kube-e2e-reason.py PLANS_URL EVENTS_FILE TEXT: in the plans that the controller shows, or in an Event on a pod that waits."""
import json
import sys
import urllib.request

url, events, text = sys.argv[1:4]
plans = urllib.request.urlopen(url, timeout=10).read().decode()
with open(events, encoding="utf-8") as file:
    items = json.load(file)["items"]
told = [e for e in items if text in e.get("message", "") and e["involvedObject"]["kind"] == "Pod" and "restow" in json.dumps(e.get("source", {})) + str(e.get("reportingComponent"))]
print(plans[:600])
print([e["message"] for e in told[:3]])
sys.exit(0 if text in plans or told else 1)
