#!/usr/bin/env bash
# Builds a real control plane for end-to-end tests from Debian's source package of Kubernetes 1.20.2: kube-apiserver, kube-scheduler, kube-controller-manager,
# kubectl, and etcd beside them. The result is kept in the user's cache; the second call does nothing. About ten minutes on two idle cores.
# Usage: eng/kube-build.sh     prints the folder that holds the binaries; progress goes to standard error.
set -euo pipefail

release=bookworm
version=1.20.2
binaries="kube-apiserver kube-scheduler kube-controller-manager kubectl"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/restow"
target="$cache/kubernetes-$version"

if [ -x "$target/kubectl" ]; then
  echo "$target"
  exit 0
fi

mkdir -p "$cache"
exec 9>"$cache/kubernetes-$version.lock"
flock 9 # one build at a time; whoever waited finds it done
if [ -x "$target/kubectl" ]; then
  echo "$target"
  exit 0
fi

say() { echo "kube-build: $*" >&2; }
refuse() { say "$*"; exit 2; }
command -v apt-get >/dev/null || refuse "needs Debian's or Ubuntu's apt-get; put the binaries ($binaries etcd) into $target by hand"

missing=""
for pair in dpkg-source:dpkg-dev rsync:rsync make:make gcc:gcc; do
  command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair##*:}"
done
if [ -n "$missing" ]; then
  [ "$(id -u)" -eq 0 ] || refuse "install these first:$missing"
  say "installing$missing"
  apt-get update -qq >&2 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >&2
fi

# The machine's own mirror, if it has this release; Debian's address otherwise. Lists and archives stay in the work folder: nothing of the system changes.
work=$(mktemp -d "$cache/build.XXXXXX")
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
mirror=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null | awk -v r=$release '$2 == r && $3 == "main" {print $1; exit}')
mirror=${RESTOW_DEBIAN_MIRROR:-${mirror:-http://deb.debian.org/debian}}
mkdir -p "$work/lists/partial" "$work/archives/partial" "$work/debs" "$work/tools"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -f "$keyring" ] || refuse "needs $keyring; install debian-archive-keyring"
printf '%s [signed-by=%s] %s %s main\n' deb "$keyring" "$mirror" $release deb-src "$keyring" "$mirror" $release >"$work/sources.list"
apt() {
  apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$work/lists" -o Dir::Cache::Archives="$work/archives" \
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root "$@" >&2
}

say "reading the package lists of $mirror"
apt update
say "fetching the compiler, etcd and the sources"
(cd "$work/debs" && apt download golang-1.19-go golang-1.19-src etcd-server golang-github-modern-go-reflect2-dev)
for deb in "$work"/debs/*.deb; do
  dpkg -x "$deb" "$work/tools"
done
(cd "$work" && apt source kubernetes)
source="$work/kubernetes"
mv "$work"/kubernetes-*"$version"/ "$source"
cat >"$work/version" <<END
KUBE_GIT_COMMIT='debian'
KUBE_GIT_TREE_STATE='archive'
KUBE_GIT_VERSION='v$version'
KUBE_GIT_MAJOR='1'
KUBE_GIT_MINOR='20'
END

# The vendored reflect2 predates the map iterator of Go 1.18, and crashes the server.
reflect2="$work/tools/usr/share/gocode/src/github.com/modern-go/reflect2"
rm -f "$source"/vendor/github.com/modern-go/reflect2/*.go "$source"/vendor/github.com/modern-go/reflect2/*.s
for file in "$reflect2"/*.go "$reflect2"/*.s; do
  case "$file" in *_test.go) ;; *) cp "$file" "$source/vendor/github.com/modern-go/reflect2/" ;; esac
done

say "building (log: $work/build.log)"
what=""
for binary in $binaries; do
  what="$what cmd/$binary"
done
export GOROOT="$work/tools/usr/lib/go-1.19" GOFLAGS=-mod=vendor GOCACHE="$work/go-cache" GOPATH="$work/go" GOTOOLCHAIN=local
export KUBE_GIT_VERSION_FILE="$work/version"
if ! PATH="$GOROOT/bin:$PATH" nice -n 10 make -C "$source" WHAT="${what# }" >"$work/build.log" 2>&1; then
  tail -30 "$work/build.log" >&2
  exit 1
fi

mkdir "$work/done"
for binary in $binaries; do
  built=$(find "$source/_output" -type f -name "$binary" -perm -u+x | head -1)
  [ -n "$built" ] || refuse "$binary was not built"
  cp "$built" "$work/done/"
done
cp "$work/tools/usr/bin/etcd" "$work/done/"
"$work/done/etcd" --version >/dev/null
"$work/done/kube-apiserver" --version >/dev/null
mv "$work/done" "$target"
say "ready: $target"
echo "$target"
