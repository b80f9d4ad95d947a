#!/bin/sh
# Prepares .venv, the checkout's own Python environment: tools/setup.sh [dev | python]
#
#   (nothing)  what ampnet needs to run
#   dev        also what its tests and checks need
#   python     prepares nothing, only prints the Python that would be used
#
# Run again, it does nothing: a stamp in .venv says for which pyproject.toml it was done.
# AMPNET_PYTHON names a Python; otherwise the first of python3, python3.14 ... python3.11 that
# can make an environment is taken. Where uv is installed it does the work, in a fifth of the time.
#
# Ends with 0, or 2: no Python that will do, 3: no disk, 4: the installation failed.
set -eu
cd "$(dirname "$0")/.."

wanted=${1:-core}
stamp=.venv/.setup
log=.venv/setup.log
recent='import sys; sys.exit(sys.version_info < (3, 11))'

stop() { # stop STATUS LINE...: end with a message
    status=$1
    shift
    printf '%s\n' "" "$@" >&2
    exit "$status"
}

can_make_environments() {
    command -v uv >/dev/null || "$1" -c 'import ensurepip, venv' 2>/dev/null ||
        "$1" -c 'import virtualenv' 2>/dev/null || command -v virtualenv >/dev/null
}

find_python() {
    old='' bare=''
    set -- python3 python3.14 python3.13 python3.12 python3.11
    [ -z "${AMPNET_PYTHON:-}" ] || set -- "$AMPNET_PYTHON"
    for candidate; do
        # A name may stand on PATH and still not run, as pyenv's do.
        "$candidate" -c '' 2>/dev/null || continue
        "$candidate" -c "$recent" || { old=$candidate; continue; }
        can_make_environments "$candidate" || { bare=$candidate; continue; }
        "$candidate" -c 'import sys; print(sys.executable)'
        return
    done
    if [ -n "$bare" ]; then
        package=$("$bare" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        stop 2 "ampnet: $bare cannot make a virtual environment: its venv or ensurepip is missing." \
            "On Debian and Ubuntu: apt install $package. Elsewhere: install virtualenv or uv."
    fi
    [ -z "$old" ] || old=" ($old is $("$old" -V 2>&1))"
    stop 2 "ampnet: Python 3.11 or later is needed and was not found$old." \
        "Install it, or name one: AMPNET_PYTHON=/path/to/python3.12 make setup"
}

in_place() { # is .venv a whole environment, made here?
    [ -x .venv/bin/python ] && .venv/bin/python -c "import pip; $recent" 2>/dev/null &&
        { [ ! -f "$stamp" ] || grep -qxF "$PWD" "$stamp"; }
}

done_before() {
    [ -f "$stamp" ] && grep -qxF "$(cksum <pyproject.toml)" "$stamp" && grep -qxF "$PWD" "$stamp" &&
        grep -qxF "$wanted" "$stamp" && .venv/bin/python -S -c '' 2>/dev/null
}

stage() { # stage NAME COMMAND...: run it, its output into the log, on one line with its time
    name=$1 begin=$(date +%s)
    shift
    printf '  %s ' "$name"
    (while sleep 2; do printf .; done) & # so that nobody thinks it hangs
    dots=$!
    status=0
    "$@" >>"$log" 2>&1 || status=$?
    kill "$dots" 2>/dev/null || true
    wait "$dots" 2>/dev/null || true
    printf ' %s s\n' "$(($(date +%s) - begin))"
    return "$status"
}

make_environment() {
    if command -v uv >/dev/null; then
        uv venv --seed --allow-existing --python "$python" .venv
    elif "$python" -c 'import ensurepip, venv'; then
        "$python" -m venv .venv
    elif "$python" -c 'import virtualenv'; then
        "$python" -m virtualenv .venv
    else
        virtualenv --python "$python" .venv
    fi
}

install_packages() {
    # Compiling every module takes longer than the rest; Python compiles those it uses.
    if command -v uv >/dev/null; then
        uv pip install --python .venv/bin/python --editable "$1"
    else
        .venv/bin/python -m pip install --quiet --no-input --no-compile --prefer-binary \
            --disable-pip-version-check --editable "$1"
    fi
}

free_megabytes() {
    df -Pk . | awk 'NR == 2 { print int($4 / 1024) }'
}

explain() {
    # A full disk may not even have had room for the error message.
    if grep -qiE 'no space left|errno 28|quota exceeded' "$log" || [ "$(free_megabytes)" -lt 50 ]; then
        stop 3 "ampnet: the disk is full. Free 1 GB (temporary files count too) and try again."
    elif grep -qiE 'name resolution|newconnectionerror|connecttimeout|readtimeout|timed out|max retries|connection (refused|reset|broken)|unreachable|proxyerror|sslerror|certificate|dns error|error sending request' "$log"; then
        stop 4 "ampnet: the package index could not be reached, so nothing could be installed." \
            "Look at the network, proxy or certificate settings (all of it: $log) and try again."
    fi
    stop 4 "ampnet: the installation failed. The end of $log:" "$(tail -n 15 "$log")"
}

case $wanted in
core) target=. megabytes=1000 ;;
dev) target='.[dev]' megabytes=1300 ;;
python) find_python; exit ;;
*) stop 2 "usage: tools/setup.sh [dev | python]" ;;
esac

done_before && exit
began=$(date +%s)
python=$(find_python)
free=$(free_megabytes)
[ -x .venv/bin/ampnet ] || [ "$free" -ge "$megabytes" ] ||
    stop 3 "ampnet: $free MB are free on this disk; setting up takes $megabytes MB."

in_place || rm -rf .venv
mkdir -p .venv
rm -f "$stamp"
: >"$log"
echo "Setting up .venv with $("$python" -V) ($python), once:"
in_place || stage "environment" make_environment || explain
stage "packages   " install_packages "$target" || explain
{ cksum <pyproject.toml; echo "$PWD"; echo core; echo "$wanted"; } >"$stamp"
echo "Ready after $(($(date +%s) - began)) s."
