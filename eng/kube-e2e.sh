#!/usr/bin/env bash
# End-to-end tests of `restow kube run` against a real control plane (eng/kube-control-plane.sh) with fake kubelets (`restow kube kubelets`).
# Usage: eng/kube-e2e.sh [SCENARIO...]      all of them without arguments: start a b c d e f g h
#   start  the default scheduler leaves pods pending that would fit after moves: the position that all others begin with
#   a      a plan is carried out: everything runs within a minute, on the promised nodes, budgets kept, nothing evicted in vain
#   b      budgets forbid the moves: nothing is evicted, and the reason is published
#   c      the controller is killed in the middle of a plan and started again: ends like a, but for pods that landed while nobody steered them
#   d      the API server restarts in the middle of a plan: ends like a
#   e      the scheduler does not reach the extender: nothing is evicted
#   f      two controllers: one acts; with the right to write hints
#   g      two controllers behind one address: the leader is killed in the middle of a plan, the other takes over and finishes
#   h      the controller finds the cluster by the account that a pod has: token, authority and namespace under /var/run/secrets (needs root, and no such folder)
# Environment: RESTOW (the command; built when unset), E2E_WITHIN (60: seconds for a plan, more on a slow machine), BASE_PORT (26430), E2E_SECONDS (900: the whole run), KEEP=1 (keeps the work folder).
# The controller runs as the service account of deploy/kubernetes with exactly its rights. Ends with "N passed, N failed"; everything it started is stopped.
set -uo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
plane="$root/eng/kube-control-plane.sh"
base=${BASE_PORT:-26430}
patience=${E2E_WITHIN:-60}
passed=0
failed=0
started=()
space=""

work=$(mktemp -d)
account=/var/run/secrets/kubernetes.io/serviceaccount
account_made=""
python=$(command -v python3) || { echo "kube-e2e: needs python3"; exit 2; }

say() { echo "$(date +%T) $*"; }

cleanup() {
  trap - EXIT INT TERM
  for pid in "${started[@]}"; do
    kill "$pid" 2>/dev/null
  done
  forget_account
  "$plane" stop "$work/plane" 2>/dev/null
  for pid in "${started[@]}"; do
    kill -9 "$pid" 2>/dev/null
  done
  if [ -n "${KEEP:-}" ]; then echo "kept: $work"; else rm -rf "$work"; fi
}
trap 'cleanup; exit 1' INT TERM
trap cleanup EXIT
(sleep "${E2E_SECONDS:-900}" && kill -TERM $$) 2>/dev/null &
started+=($!)

# The folders of the account, as far as this script has made them.
forget_account() {
  [ -n "$account_made" ] || return 0
  rm -f "$account/token" "$account/ca.crt" "$account/namespace"
  rmdir "$account"
  rmdir --ignore-fail-on-non-empty "$(dirname "$account")" "$(dirname "$(dirname "$account")")" 2>/dev/null
  account_made=""
}

check() { # NAME COMMAND...: it must succeed
  local name=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then
    passed=$((passed + 1))
    say "ok      $name"
  else
    failed=$((failed + 1))
    say "FAILED  $name"
    sed 's/^/        /' "$work/check.log" | tail -15
  fi
}

within() { # SECONDS COMMAND...: it must succeed in time
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    sleep 0.5
  done
}

spawn() { # NAME COMMAND...: its pid is in $spawned
  local name=$1
  shift
  setsid "$@" >>"$work/$name.log" 2>&1 </dev/null &
  spawned=$!
  started+=($spawned)
}

end() { # PID [SIGNAL]
  kill "-${2:-TERM}" "$1" 2>/dev/null
  local waited=0
  while kill -0 "$1" 2>/dev/null && [ $waited -lt 100 ]; do
    sleep 0.1
    waited=$((waited + 1))
  done
  kill -9 "$1" 2>/dev/null
  wait "$1" 2>/dev/null
}

k() { "$bin/kubectl" --kubeconfig "$work/plane/admin.kubeconfig" "$@"; }

phase_count() { k -n "$space" get pods --field-selector "status.phase=$1" -o name 2>/dev/null | wc -l; }
all_running() { [ "$(phase_count Running)" -eq "$1" ] && [ "$(k -n "$space" get pods -o name | wc -l)" -eq "$1" ]; }
has_line() { grep -q "\"action\":\"$1\"" "$2" 2>/dev/null; }

# The pods of the namespace, one JSON document; finished, terminating and pending ones included.
pods() { k -n "$space" get pods -o json >"$1"; }

budget_watch() { # every state of every budget, as it was written; starts again when the server does
  while true; do
    k -n "$space" get poddisruptionbudgets -w --no-headers -o custom-columns=N:.metadata.name,H:.status.currentHealthy,D:.status.desiredHealthy 2>/dev/null
    sleep 0.2
  done
}

deployment() { # NAME REPLICAS CPU PRIORITY-CLASS
  cat <<END
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: $1}
spec:
  replicas: $2
  selector: {matchLabels: {app: $1}}
  template:
    metadata: {labels: {app: $1}}
    spec:
      priorityClassName: $4
      containers: [{name: main, image: none, resources: {requests: {cpu: $3, memory: 256Mi}}}]
END
}

# Ten nodes of 4 CPUs with two pods of 1300m each: 1400m are left everywhere. A large pod (3000m, important) and three others (2500m) wait:
# they fit if two pods leave one node and one pod leaves each of three.
fragment() { # MAX_UNAVAILABLE of the budgets
  k apply -f - >/dev/null <<'END'
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: important}
value: 1000
preemptionPolicy: Never
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: usual}
value: 10
END
  k create namespace "$space" >/dev/null || return 1
  local i
  for i in 1 2 3 4; do
    deployment "web-$i" 5 1300m usual
    printf -- '---\napiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: web-%s}\nspec: {maxUnavailable: %s, selector: {matchLabels: {app: web-%s}}}\n' "$i" "$1" "$i"
  done | k -n "$space" apply -f - >/dev/null
  within "$patience" all_running 20 || return 1
  { deployment large 1 3000m important; deployment other 3 2500m usual; } | k -n "$space" apply -f - >/dev/null
  within "$patience" four_unschedulable
}

four_unschedulable() {
  [ "$(k -n "$space" get pods -o jsonpath='{range .items[*]}{.status.conditions[?(@.type=="PodScheduled")].reason}{"\n"}{end}' | grep -c Unschedulable)" -eq 4 ]
}

# What the manifests allow the controller, without the controller itself; with the name of a component, that too (this kubectl's kustomize knows none).
rights() {
  k kustomize "$root/deploy/kubernetes" | awk 'BEGIN {RS = "---\n"; ORS = "---\n"} /kind: (Cluster)?Role(Binding)?\n/ || /kind: ServiceAccount\nmetadata/ {print}'
  local file
  for file in ${1:+"$root/deploy/kubernetes/components/$1"/cluster-role*.yaml}; do
    echo ---
    cat "$file"
  done
}

begin() { # SCENARIO MAX_UNAVAILABLE [EXTENDER_PORT [COMPONENT]]: namespace, scheduler with the extender, starting position
  space="e2e-$1"
  say "--- $1"
  k delete namespace restow-system --ignore-not-found --wait=true >/dev/null 2>&1
  k create namespace restow-system >/dev/null 2>&1
  k delete clusterrole,clusterrolebinding restow-nominated-nodes --ignore-not-found >/dev/null 2>&1
  rights "${4:-}" | k apply -f - >"$work/rights.log" 2>&1 || { cat "$work/rights.log"; exit 2; }
  "$plane" stop "$work/plane" scheduler
  if [ "${3:-}" = plain ]; then
    "$plane" start-scheduler "$work/plane" || return 1
  else
    check "$1: restow prints a scheduler configuration" bash -c "'$restow' kube scheduler-config --listen 127.0.0.1:${3:-$listen} --api-version v1beta1 --kubeconfig '$work/plane/admin.kubeconfig' >'$work/scheduler-$1.yaml'"
    check "$1: the scheduler takes it" "$plane" start-scheduler "$work/plane" "$work/scheduler-$1.yaml"
  fi
  check "$1: four pods stay pending" fragment "$2"
  four_unschedulable || return 1
  pods "$work/$1.before"
  budget_watch >"$work/$1.budgets" &
  watcher=$!
  started+=($watcher)
}

stop_watching() {
  [ -z "${watcher:-}" ] || end "$watcher"
  watcher=""
}

run() { # NAME PORT: a controller, as the service account
  spawn "$1" "$restow" kube run --kubeconfig "$work/plane/restow.kubeconfig" --namespace restow-system --listen "127.0.0.1:$2" --apply --time 1 --quiet-period 2s --cooldown 1s \
    --audit-file "$work/$1.audit"
  controller=$spawned
}

finish() { # the namespace goes, so that the next one has the nodes to itself
  stop_watching
  k -n "$space" delete deployments,replicasets,pods --all --wait=false >/dev/null 2>&1
  k delete namespace "$space" --wait=false >/dev/null 2>&1
  within 60 bash -c "[ -z \"\$('$bin/kubectl' --kubeconfig '$work/plane/admin.kubeconfig' -n '$space' get pods -o name 2>/dev/null)\" ]" || say "pods of $space are still there"
}

# What must hold after a plan was carried out.
arrived() { # SCENARIO EVICTIONS AUDIT...   (with a question mark after the number: the controller was away)
  local name=$1 least=$2
  shift 2
  check "$name: all 24 pods run within $patience s" within "$patience" all_running 24
  within 20 has_line done "$1" || true
  pods "$work/$name.after"
  check "$name: every moved pod is on its promised node, nothing was evicted in vain or twice" "$python" "$root/eng/kube-e2e-audit.py" "$least" "$work/$name.before" "$work/$name.after" "$@"

  # When nodes could not renew their leases in an outage, the control plane itself takes their pods for unready: that is not counted as a violation. The log of the evictions is.
  [ "$name" = d ] || check "$name: no budget was violated" awk '$2 ~ /^[0-9]+$/ && $2 < $3 {print; bad = 1} $2 ~ /^[0-9]+$/ {seen = 1} END {exit bad || !seen}' "$work/$name.budgets"
}

scenario_start() {
  begin start 1 plain || { finish; return; }
  sleep 5
  check "start: nothing moves by itself" test "$(phase_count Running)" -eq 20
  k get nodes,pods,poddisruptionbudgets,priorityclasses,replicasets,namespaces -A -o json >"$work/snapshot.json"
  check "start: restow pack finds room for all four" bash -c "'$restow' pack '$work/snapshot.json' --format json | '$python' -c 'import json, sys; m = json.load(sys.stdin)[\"measures\"]; assert m[\"after\"][\"podsPlaced\"] - m[\"before\"][\"podsPlaced\"] == 4, m'"
  finish
}

scenario_a() {
  begin a 1 || { finish; return; }
  run a "$listen"
  arrived a 5 "$work/a.audit"
  end "$controller"
  finish
}

scenario_b() {
  begin b 0 || { finish; return; }
  run b "$listen"
  sleep 20
  check "b: the four pods still wait" four_unschedulable
  check "b: nothing was evicted" bash -c "! grep -q '\"action\":\"evict' '$work/b.audit'"
  k -n "$space" get events -o json >"$work/b.events"
  check "b: the reason is published" "$python" "$root/eng/kube-e2e-reason.py" "http://127.0.0.1:$listen/plans" "$work/b.events" "disruption budget"
  end "$controller"
  finish
}

scenario_c() {
  begin c 1 || { finish; return; }
  run c "$listen"
  check "c: a plan begins" within "$patience" has_line evict "$work/c.audit"
  end "$controller" KILL
  say "killed the controller"
  run c "$listen"
  arrived c "4?" "$work/c.audit"
  end "$controller"
  finish
}

scenario_d() {
  begin d 1 || { finish; return; }
  run d "$listen"
  check "d: a plan begins" within "$patience" has_line evict "$work/d.audit"
  kill -9 "$(cat "$work/plane/pids/apiserver")"
  sleep 2
  check "d: the API server is back" "$plane" start-apiserver "$work/plane"

  # After an outage the disruption controller backs off for as long again before it looks at its budgets, and evictions are refused until then.
  patience=$((patience * 3))
  arrived d 5 "$work/d.audit"
  patience=$((patience / 3))
  end "$controller"
  finish
}

scenario_e() {
  begin e 1 $((base + 19)) || { finish; return; }
  run e "$listen"
  sleep 30
  check "e: nothing was evicted" bash -c "! grep -q '\"action\":\"evict' '$work/e.audit'"
  check "e: the four pods still wait" four_unschedulable
  pods "$work/e.after"
  check "e: every pod is where it was" "$python" "$root/eng/kube-e2e-audit.py" 0 "$work/e.before" "$work/e.after" "$work/e.audit"
  end "$controller"
  finish
}

promised_and_landed() {
  k -n "$space" get pods -o jsonpath='{range .items[*]}{.status.conditions[?(@.type=="restow.dev/Promised")].reason}{"\n"}{end}' | grep -qx Landed
}

scenario_f() {
  begin f 1 "$listen" nominated-nodes || { finish; return; }
  run f-1 "$listen"
  local first=$controller

  # The scheduler asks the first, so it must be the one that leads; a Service would see to that.
  check "f: the first leads" within "$patience" grep -q " leads" "$work/f-1.log"
  run f-2 $((listen + 1))
  arrived f 5 "$work/f-1.audit" "$work/f-2.audit"
  check "f: a pod's conditions say that it landed as promised" within 10 promised_and_landed
  check "f: one of the two acted" bash -c "[ \"\$(grep -l '\"action\":\"evict' '$work/f-1.audit' '$work/f-2.audit' 2>/dev/null | wc -l)\" -eq 1 ]"
  end "$first"
  end "$controller"
  finish
}

scenario_g() {
  local first service
  spawn service "$python" "$root/eng/kube-e2e-service.py" $((base + 15)) "$listen" $((listen + 1))
  service=$spawned
  begin g 1 $((base + 15)) || { finish; end "$service"; return; }
  run g-1 "$listen"
  first=$controller
  check "g: the first leads" within "$patience" grep -q " leads" "$work/g-1.log"
  run g-2 $((listen + 1))
  check "g: a plan begins" within "$patience" has_line evict "$work/g-1.audit"
  end "$first" KILL
  local killed=$SECONDS
  say "killed the leader"
  check "g: the other takes over" within "$patience" grep -q " leads" "$work/g-2.log"
  say "        took over after $((SECONDS - killed)) s"
  arrived g "4?" "$work/g-1.audit" "$work/g-2.audit"
  check "g: the other went on with the plan of the first" grep -q "was not finished: going on with it" "$work/g-2.log"
  say "        everything runs, $((SECONDS - killed)) s after the leader was killed"
  end "$controller"
  finish
  end "$service"
}

scenario_h() {
  if [ "$(id -u)" -ne 0 ] || [ -e "$account" ]; then
    say "h: left out: it needs root, and that there is no $account"
    return
  fi
  begin h 1 || { finish; return; }
  account_made=1
  mkdir -p "$account"
  cp "$work/plane/restow.token" "$account/token"
  cp "$work/plane/certs/apiserver.crt" "$account/ca.crt"
  printf restow-system >"$account/namespace"
  spawn h env -u KUBECONFIG HOME="$work" KUBERNETES_SERVICE_HOST=127.0.0.1 KUBERNETES_SERVICE_PORT=$((base + 2)) "$restow" kube run --listen "127.0.0.1:$listen" --apply --time 1 --quiet-period 2s --cooldown 1s --audit-file "$work/h.audit"
  controller=$spawned
  arrived h 5 "$work/h.audit"
  check "h: its Lease is in the namespace of the account" k -n restow-system get lease restow
  check "h: the token is nowhere in its log" bash -c "! grep -qF '$(cat "$work/plane/restow.token")' '$work/h.log' '$work/h.audit'"
  end "$controller"
  forget_account
  finish
}

bin=$("$root/eng/kube-build.sh") || exit 2
if [ -z "${RESTOW:-}" ]; then
  say "building restow"
  (cd "$root" && UseSharedCompilation=true dotnet build src/Restow.Cli -c Release -v q >"$work/build.log" 2>&1) || { tail -5 "$work/build.log"; exit 2; }
  RESTOW=$(ls -d "$root"/artifacts/bin/Restow.Cli/release*/restow | head -1)
fi
restow=$RESTOW
listen=$((base + 10))
[ -f "$root/deploy/kubernetes/kustomization.yaml" ] || { echo "kube-e2e: deploy/kubernetes has no manifests, which say what the controller may do"; exit 2; }

say "starting the control plane on ports $base to $((base + 5))"
"$plane" start "$work/plane" "$base" >"$work/plane.log" 2>&1 || { cat "$work/plane.log"; exit 2; }
spawn kubelets "$restow" kube kubelets --kubeconfig "$work/plane/admin.kubeconfig" --nodes 10 --cpu 4 --memory 16Gi
nodes_ready() { [ "$(k get nodes --no-headers 2>/dev/null | grep -c ' Ready ')" -eq 10 ]; }
within "$patience" nodes_ready || { say "the fake kubelets do not come up"; tail -5 "$work/kubelets.log"; exit 2; }

[ $# -gt 0 ] || set -- start a b c d e f g h
for name in "$@"; do
  "scenario_$name"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
