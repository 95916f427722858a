#!/usr/bin/env bash
# Proves the README's set-up on a machine that holds nothing: an empty Debian with Python and no Qt, no venv, no display.
#   .ci/empty_machine.sh [COMMAND of dev.py] …      as root; needs debootstrap and some 3 GB below ${TMPDIR:-/tmp}
# Where packages come from is read from this machine's own settings for apt and pip; no address is written down here.
set -euo pipefail
cd "$(dirname "$0")/.."
SUITE=bookworm

empty=$(mktemp -d "${TMPDIR:-/tmp}/empty-machine.XXXXXX")
trap 'rm -rf --one-file-system "$empty"' EXIT
chmod 755 "$empty"  # it becomes /, which every user of the machine may enter

main() {
  make_debian
  lend_package_settings
  git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$empty/checkout" --
  for command in "$@"; do
    printf '\n=== in an empty Debian: python3 dev.py %s\n' "$command"
    inside python3 dev.py $command  # in words: "test -k fault"
  done
  [ ! -e "$empty/checkout/build/demo.png" ] || install -D "$empty/checkout/build/demo.png" build/empty-machine.png
}

make_debian() {
  local mirror
  mirror=$(find /etc/apt -name '*.sources' -o -name '*.list' | xargs awk \
    '/^(URIs:|deb) / && match($0, /[a-z]+:\/\/[^ ]+\/debian\/?( |$)/) { print substr($0, RSTART, RLENGTH); exit }')
  debootstrap --variant=minbase --include=python3 "$SUITE" "$empty" "${mirror% }" >"$empty.log" 2>&1 ||
    { tail -n 5 "$empty.log"; return 1; }
  rm -f "$empty.log"
  mkdir "$empty/checkout"
}

# This machine's way to its packages: sources, keys, proxies, certificates. Nothing of it is printed or kept.
lend_package_settings() {
  cp -a /etc/apt "$empty/root/apt"
  rm -rf "$empty/etc/apt" && mv "$empty/root/apt" "$empty/etc/apt"
  cp -a /usr/share/keyrings/. "$empty/usr/share/keyrings/"
  for file in /etc/resolv.conf /etc/hosts /etc/pip.conf "$HOME/.config/pip/pip.conf" "$HOME/.netrc"; do
    [ ! -e "$file" ] || install -D "$(readlink -f "$file")" "$empty${file/#$HOME//root}"
  done
  # what leads to this machine's own folders leads nowhere in there
  find "$empty/etc/pip.conf" "$empty/root/.config/pip" -type f -exec sed -i -E '/= *(file:|\/)/d' {} + 2>/dev/null || true
  cp "${PIP_CERT:-/etc/ssl/certs/ca-certificates.crt}" "$empty/root/certificates.pem"
}

# A namespace of its own: when the command ends, its mounts and whatever it left running are gone too.
inside() {
  local settings=(PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=1 PIP_CERT=/root/certificates.pem)
  for name in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_DEFAULT_TIMEOUT http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || settings+=("$name=${!name}")
  done
  unshare --mount --pid --ipc --fork --kill-child env -i "${settings[@]}" bash -c '
    mount -t proc proc "$1/proc" && mount -t tmpfs tmpfs "$1/dev/shm" && mount -t devpts devpts "$1/dev/pts"
    root=$1; shift
    exec chroot "$root" env --chdir=/checkout "$@"' _ "$empty" "$@"
}

main "$@"
