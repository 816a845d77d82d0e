#!/usr/bin/env bash
# Starts and stops a control plane of one's own on loopback: etcd, kube-apiserver (RBAC), kube-controller-manager, kube-scheduler.
# Binaries come from eng/kube-build.sh, which builds them once. Everything (data, certificates, logs, pids, kubeconfigs) lies in WORK; nothing else is touched.
#
#   eng/kube-control-plane.sh start WORK [BASE_PORT [SCHEDULER_CONFIG]]   all four; without a configuration the default profile; "none": no scheduler
#   eng/kube-control-plane.sh start-scheduler WORK [SCHEDULER_CONFIG]     (again) after stop WORK scheduler
#   eng/kube-control-plane.sh start-apiserver WORK                        (again) after stop WORK apiserver
#   eng/kube-control-plane.sh stop WORK [etcd|apiserver|controller-manager|scheduler]
#
# Ports: BASE_PORT etcd, +1 its peers, +2 apiserver, +3 controller-manager, +4 and +5 scheduler. Kubeconfigs: WORK/admin.kubeconfig (system:masters) and
# WORK/restow.kubeconfig, which is the user system:serviceaccount:restow-system:restow (RESTOW_SERVICE_ACCOUNT=namespace:name changes it) without rights of its own.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

plane_fail() {
  echo "kube-control-plane: $*" >&2
  return 1
}

# NAME COMMAND...: in the background, with a pid file and a log; detached, so that an interrupt of the shell does not reach it.
plane_spawn() {
  local name=$1
  shift
  setsid "$@" >>"$work/logs/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$work/pids/$name"
}

plane_alive() { # NAME: whether the process of the pid file runs, and is what was started
  local pid
  pid=$(cat "$work/pids/$1" 2>/dev/null) || return 1
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null && [ "$(basename "$(readlink "/proc/$pid/exe" || true)")" = "$(plane_binary "$1")" ]
}

plane_binary() {
  case $1 in etcd) echo etcd ;; *) echo "kube-$1" ;; esac
}

plane_kubeconfig() { # TOKEN FILE
  cat >"$2" <<END
apiVersion: v1
kind: Config
clusters:
- {name: local, cluster: {server: "https://127.0.0.1:$((base + 2))", certificate-authority-data: "$(base64 -w0 "$work/certs/apiserver.crt")"}}
users:
- {name: user, user: {token: "$1"}}
contexts:
- {name: local, context: {cluster: local, user: user}}
current-context: local
END
}

plane_prepare() {
  mkdir -p "$work/certs" "$work/logs" "$work/pids" "$work/etcd"
  chmod 700 "$work" "$work/etcd"
  echo "$base" >"$work/base-port"
  [ -f "$work/service-account.key" ] || openssl genrsa -out "$work/service-account.key" 2048 2>/dev/null
  if [ ! -f "$work/tokens.csv" ]; then
    local account=${RESTOW_SERVICE_ACCOUNT:-restow-system:restow}
    openssl rand -hex 16 >"$work/admin.token"
    openssl rand -hex 16 >"$work/restow.token"
    {
      echo "$(cat "$work/admin.token"),admin,admin,\"system:masters\""
      echo "$(cat "$work/restow.token"),system:serviceaccount:$account,restow,\"system:serviceaccounts,system:serviceaccounts:${account%%:*}\""
    } >"$work/tokens.csv"
  fi
}

plane_start_etcd() {
  plane_spawn etcd "$bin/etcd" --name restow --data-dir "$work/etcd" \
    --listen-client-urls "http://127.0.0.1:$base" --advertise-client-urls "http://127.0.0.1:$base" \
    --listen-peer-urls "http://127.0.0.1:$((base + 1))" --initial-advertise-peer-urls "http://127.0.0.1:$((base + 1))" --initial-cluster "restow=http://127.0.0.1:$((base + 1))"
}

plane_start_apiserver() {
  plane_spawn apiserver "$bin/kube-apiserver" --etcd-servers "http://127.0.0.1:$base" --bind-address 127.0.0.1 --secure-port $((base + 2)) --cert-dir "$work/certs" \
    --advertise-address 127.0.0.1 --service-account-key-file "$work/service-account.key" --service-account-signing-key-file "$work/service-account.key" \
    --service-account-issuer https://restow.test --token-auth-file "$work/tokens.csv" --authorization-mode RBAC --disable-admission-plugins ServiceAccount \
    --service-cluster-ip-range 10.0.0.0/24 --anonymous-auth=false --watch-cache=true
  local waited=0
  while [ ! -s "$work/certs/apiserver.crt" ] && [ $waited -lt 300 ]; do
    sleep 0.1
    waited=$((waited + 1))
  done
  plane_kubeconfig "$(cat "$work/admin.token")" "$work/admin.kubeconfig"
  plane_kubeconfig "$(cat "$work/restow.token")" "$work/restow.kubeconfig"
  plane_wait_ready
}

plane_wait_ready() { # at most a minute
  local deadline=$((SECONDS + 60))
  until "$bin/kubectl" --kubeconfig "$work/admin.kubeconfig" --request-timeout 5s get --raw /readyz >/dev/null 2>&1; do
    plane_alive apiserver || { tail -5 "$work/logs/apiserver.log" >&2; plane_fail "the API server ended; its log: $work/logs/apiserver.log"; return 1; }
    [ $SECONDS -lt $deadline ] || { plane_fail "the API server is not ready after a minute; its log: $work/logs/apiserver.log"; return 1; }
    sleep 0.3
  done
}

plane_start_controller_manager() {
  plane_spawn controller-manager "$bin/kube-controller-manager" --kubeconfig "$work/admin.kubeconfig" --leader-elect=false --port 0 --bind-address 127.0.0.1 \
    --secure-port $((base + 3)) --cert-dir "$work/certs" --service-account-private-key-file "$work/service-account.key" --kube-api-qps 200 --kube-api-burst 400
}

plane_start_scheduler() { # [CONFIG]
  local config="$work/scheduler.yaml"
  if [ -n "${1:-}" ]; then
    cp "$1" "$config"
  else
    cat >"$config" <<END
apiVersion: kubescheduler.config.k8s.io/v1beta1
kind: KubeSchedulerConfiguration
clientConnection: {kubeconfig: "$work/admin.kubeconfig", qps: 200, burst: 400}
leaderElection: {leaderElect: false}
END
  fi

  # Without these it listens on all addresses, at a port that the next scheduler wants too; --port does not count beside a configuration.
  printf 'healthzBindAddress: 127.0.0.1:%s\nmetricsBindAddress: 127.0.0.1:%s\n' $((base + 5)) $((base + 5)) >>"$config"
  plane_spawn scheduler "$bin/kube-scheduler" --config "$config" --bind-address 127.0.0.1 --secure-port $((base + 4)) --cert-dir "$work/certs" \
    --authentication-kubeconfig "$work/admin.kubeconfig" --authorization-kubeconfig "$work/admin.kubeconfig"
  sleep 2
  plane_alive scheduler || { tail -5 "$work/logs/scheduler.log" >&2; plane_fail "the scheduler ended; its log: $work/logs/scheduler.log"; }
}

plane_stop() { # NAME
  local pid waited=0
  if plane_alive "$1"; then
    pid=$(cat "$work/pids/$1")
    kill "$pid" 2>/dev/null || true
    while plane_alive "$1" && [ $waited -lt 100 ]; do
      sleep 0.1
      waited=$((waited + 1))
    done
    plane_alive "$1" && kill -9 "$pid" 2>/dev/null || true
  fi
  rm -f "$work/pids/$1"
}

plane_main() {
  local verb=${1:-} all="scheduler controller-manager apiserver etcd"
  work=${2:-}
  [ -n "$verb" ] && [ -n "$work" ] || { sed -n '5,8p' "${BASH_SOURCE[0]}" >&2; return 2; }
  mkdir -p "$work"
  work=$(cd "$work" && pwd)
  base=${3:-26430}
  [ "$verb" = start ] || base=$(cat "$work/base-port" 2>/dev/null) || { plane_fail "$work holds no control plane"; return 2; }
  if [ "$verb" = stop ]; then
    local name
    for name in ${3:-$all}; do
      plane_stop "$name"
    done
    return 0
  fi

  command -v openssl >/dev/null || { plane_fail "needs openssl"; return 2; }
  bin=$("$here/kube-build.sh")
  case $verb in
    start)
      plane_prepare
      plane_start_etcd
      plane_start_apiserver
      plane_start_controller_manager
      [ "${4:-}" = none ] || plane_start_scheduler "${4:-}"
      sleep 1
      for name in $all; do
        [ "$name" = scheduler ] && [ "${4:-}" = none ] && continue
        plane_alive "$name" || { tail -5 "$work/logs/$name.log" >&2; plane_fail "$name ended; its log: $work/logs/$name.log"; return 1; }
      done
      echo "$work/admin.kubeconfig" ;;
    start-apiserver) plane_start_apiserver ;;
    start-scheduler) plane_start_scheduler "${3:-}" ;;
    *) plane_fail "no such verb: $verb"; return 2 ;;
  esac
}

plane_main "$@"
