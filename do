#!/bin/sh
# The one door to this project: sets up .venv from hashed locks, then does what is asked. `./do help` says what.
#
# The environment is a function of requirements/*.txt: after a set of packages is installed, a copy of its lock
# stays in .venv/installed/, and a set whose copy equals its lock needs nothing. That makes the second run quick.
set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
VENV=$ROOT/.venv
INSTALLED=$VENV/installed
LOCKS=$ROOT/requirements
WHEELS=$ROOT/wheels

# ---------------------------------------------------------------------------------------------------- words

say() { # what Chinese readers see, what English readers see
    case ${XIANDAO_LANG:-zh} in
        en*) printf '· %s\n' "$2" >&2 ;;
        *) printf '· %s\n' "$1" >&2 ;;
    esac
}

refuse() { # a message in both languages, then the end
    say "$1" "$2"
    exit 2
}

help() {
    case ${XIANDAO_LANG:-zh} in
        en*) cat <<'EN' ;;
./do start [--offline] [--with-ocr] [--port N] [FILE|DIR …]   open the workspace, with the demo; add documents
./do check [--all]       lint, types and tests; --all adds the slow ones, as CI does
./do lint | types        one part of check
./do test [ARGS]         the tests; ARGS go to pytest
./do bench NAME          a measurement side by side with its peers
./do docs                write the generated reference
./do bundle --arch x86_64|aarch64   one archive that installs without a network
./do lock [--upgrade]    renew requirements/*.txt from *.in
XIANDAO_LANG=en English messages · XIANDAO_SHARED where the shared texts are · PYTHON which Python 3.11
EN
        *) cat <<'ZH' ;;
./do start [--offline] [--with-ocr] [--port N] [文件|文件夹 …]   打开工作台（含演示数据），加入文件
./do check [--all]       规范、类型、测试；--all 加上慢测试，与 CI 一致
./do lint | types        只做其中一项
./do test [参数]         只跑测试，参数交给 pytest
./do bench 名称          与同类工具并排测速
./do docs                生成参考手册
./do bundle --arch x86_64|aarch64   打成一个断网也能安装的包
./do lock [--upgrade]    由 *.in 更新 requirements/*.txt
XIANDAO_LANG=en 英文提示 · XIANDAO_SHARED 共享文本所在 · PYTHON 指定 Python 3.11
ZH
    esac
}

# ------------------------------------------------------------------------------------------ the environment

find_python() { # prints a Python 3.11, wherever it is and whatever it is called
    for candidate in ${PYTHON:+"$PYTHON"} python3.11 python3 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' >/dev/null 2>&1; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
    found=$(python3 --version 2>&1 || python --version 2>&1 || true)
    refuse "需要 Python 3.11，这里有的是：${found:-没有 Python}。请安装 Python 3.11（例如 apt-get install python3.11），或用 PYTHON=/路径/python3.11 ./do … 指定。" \
        "Python 3.11 is needed; this machine has: ${found:-no Python}. Install it (apt-get install python3.11, say), or name it: PYTHON=/path/to/python3.11 ./do …"
}

is_ready() { # every set named is installed, here, as its lock says now
    [ "$(cat "$INSTALLED/root" 2>/dev/null)" = "$ROOT" ] && [ ! -e "$INSTALLED/unfinished" ] || return 1
    for set in "$@"; do
        cmp -s "$LOCKS/$set.txt" "$INSTALLED/$set.txt" || return 1
    done
}

need() { # the sets of packages that a command cannot do without
    is_ready "$@" && return
    python=$(find_python)
    # The kernel drops this lock with its last holder, so a killed set-up never leaves a stale one behind,
    # which a lock directory would.
    "$python" -c '
import fcntl, os, sys
lock = os.open(sys.argv[1], os.O_CREAT | os.O_RDWR, 0o644)
try:
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    os.write(2, (sys.argv[2] + "\n").encode())
    fcntl.flock(lock, fcntl.LOCK_EX)
os.set_inheritable(lock, True)
os.execv("/bin/sh", ["/bin/sh", *sys.argv[3:]])
' "$ROOT/.venv.lock" "· 另一个 ./do 正在准备环境，等它完成… (waiting for another ./do)" \
        "$ROOT/do" _install "$python" "$@"
}

install_sets() { # runs alone, under the lock
    python=$1
    shift
    is_ready "$@" && return
    [ -z "$OFFLINE" ] || verify_bundle "$python"
    # The pip that came with Python serves .venv too: no second one need be made, and Debian's Python cannot make it.
    if "$python" -m pip --python "$python" --version >/dev/null 2>&1; then PIP_OF=$python; else PIP_OF=$VENV/bin/python; fi
    if [ "$(cat "$INSTALLED/root" 2>/dev/null)" != "$ROOT" ] || [ -e "$INSTALLED/unfinished" ] ||
        ! "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
        make_venv "$python"
    fi
    for set in "$@"; do
        cmp -s "$LOCKS/$set.txt" "$INSTALLED/$set.txt" || install_set "$set"
    done
    say "环境就绪。" "The environment is ready."
}

make_venv() {
    say "用 $("$1" --version) 建立 .venv …" "Making .venv with $("$1" --version) …"
    rm -rf "$VENV"
    if [ "$PIP_OF" = "$1" ]; then
        "$1" -m venv --without-pip "$VENV"
    elif ! "$1" -m venv "$VENV"; then
        refuse "这个 Python 没有可用的 pip（22.3 以上）：请安装 pip（例如 apt-get install python3-pip）后再运行。" \
            "This Python has no usable pip (22.3 or later): install it (apt-get install python3-pip, say) and run this again."
    fi
    printf '%s\n' "$ROOT/src" >"$VENV/lib/python3.11/site-packages/xiandao.pth"
    # The shebang goes through sh, so that a path with blanks or Chinese characters, or a long one, works.
    cat >"$VENV/bin/xiandao" <<'STUB'
#!/bin/sh
'''exec' "$(dirname -- "$0")/python" "$0" "$@"
'''
import sys

from xiandao.cli import main

if __name__ == "__main__":
    sys.exit(main())
STUB
    chmod +x "$VENV/bin/xiandao"
    mkdir -p "$INSTALLED"
    printf '%s\n' "$ROOT" >"$INSTALLED/root"
}

install_set() { # a mark stands while pip works: an interrupted set-up is thrown away and made again
    count=$(grep -c '^[a-zA-Z0-9]' "$LOCKS/$1.txt")
    say "安装 $1：$count 个包，逐一核对哈希 …" "Installing $1: $count packages, each checked against its hash …"
    : >"$INSTALLED/unfinished"
    run_pip install -qq --no-input --disable-pip-version-check --no-warn-script-location \
        --require-hashes --no-deps --no-build-isolation --requirement "$LOCKS/$1.txt" || refuse "安装未完成：请看上面 pip 的提示，检查网络或镜像设置后再运行一次；断网的机器请用 ./do bundle 打的包。" \
        "The installation did not finish: see pip's lines above, check the network or the mirror settings, run it again; without a network use an archive made by ./do bundle."
    cp "$LOCKS/$1.txt" "$INSTALLED/$1.txt"
    rm "$INSTALLED/unfinished"
}

run_pip() {
    if [ -n "$OFFLINE" ]; then # no index, and no setting of the machine that could name one
        PIP_CONFIG_FILE=/dev/null "$PIP_OF" -m pip --isolated --python "$VENV/bin/python" "$@" --no-index --find-links "$WHEELS"
    else
        "$PIP_OF" -m pip --python "$VENV/bin/python" "$@"
    fi
}

verify_bundle() {
    [ -d "$WHEELS" ] || refuse "这里没有 wheels/：--offline 只能用在 ./do bundle 打的包解开的文件夹里。" \
        "There is no wheels/ here: --offline works in a folder unpacked from an archive made by ./do bundle."
    made_for=$(cat "$WHEELS/ARCH")
    [ "$made_for" = "$(uname -m)" ] || refuse "这个包是给 $made_for 的，本机是 $(uname -m)：请换用 ./do bundle --arch $(uname -m) 打的包。" \
        "This archive is for $made_for, this machine is $(uname -m): take the one made by ./do bundle --arch $(uname -m)."
    say "核对包内每个文件的哈希 …" "Checking the hash of every file in the archive …"
    "$1" "$ROOT/tools/verify_bundle.py" "$ROOT" ||
        refuse "包已损坏或被改动（见上）：请重新拷贝并解开。" "The archive is damaged or was changed (see above): copy and unpack it again."
}

# ------------------------------------------------------------------------------------------------- commands

in_venv() { # a command of the environment, run from the project's folder
    command=$1
    shift
    (cd "$ROOT" && PATH="$VENV/bin:$PATH" "$VENV/bin/$command" "$@")
}

start() {
    sets="base assets"
    for word in "$@"; do # our own words are taken out wherever they stand
        shift
        case $word in
            --offline) OFFLINE=1 ;;
            --with-ocr) sets="base assets ocr" ;;
            *) set -- "$@" "$word" ;;
        esac
    done
    # An unpacked archive has everything already; OCR once installed is kept up to date.
    [ ! -e "$INSTALLED/ocr.txt" ] || sets="base assets ocr"
    [ -z "$OFFLINE" ] || sets="base ocr"
    export OFFLINE
    # shellcheck disable=SC2086 # several words are meant
    need $sets
    assets
    exec "$VENV/bin/xiandao" start "$@"
}

assets() { # the front end's files: brought once for each package-lock.json, collected when ours changed
    [ -z "$OFFLINE" ] || return 0 # an archive has them built
    in_venv python tools/assets.py "$@" || refuse "网页文件准备未完成：请看上面的提示，检查网络或 npm 镜像设置后再运行一次。" \
        "The front end's files were not brought: see the lines above, check the network or npm's settings, run it again."
}

lint() { # all three speak, whichever fails
    clean=0
    in_venv ruff check --quiet || clean=1
    in_venv ruff format --check --quiet || clean=1
    in_venv lint-imports --no-logo || clean=1
    return $clean
}

types() {
    set -- src tests tools conftest.py
    [ ! -d "$ROOT/bench" ] || set -- "$@" bench
    (export XIANDAO_DATA="$ROOT/build/types" && in_venv mypy "$@") # its plugin loads the settings, which want a data folder
}

shared() { # where the shared texts are
    if [ -z "${XIANDAO_SHARED:-}" ] && [ -d "$ROOT/../shared" ]; then
        XIANDAO_SHARED=$(CDPATH='' cd -- "$ROOT/../shared" && pwd -P)
        export XIANDAO_SHARED
    fi
}

tests() {
    shared
    unset XIANDAO_LANG # tests say themselves which language they want
    in_venv pytest "$@"
}

# On all processors; a file of tests stays together, for what it sets up once, and the files keep their order: the
# many small ones come last and fill whatever is left over.
SPREAD="-n auto --dist loadfile --no-loadscope-reorder"

check() { # every part is run, so that one run tells all; pytest's own lines come last
    failed=
    say "规范 …" "Lint …"
    lint || failed="$failed lint"
    say "类型 …" "Types …"
    types || failed="$failed types"
    say "测试 …" "Tests …"
    [ -z "$failed" ] || say "未通过：$failed" "Not passed:$failed"
    if [ -n "$ALL" ]; then
        say "工作台测试（PostgreSQL）…" "Tests of the workspace on PostgreSQL …"
        on_postgres || failed="$failed postgresql"
        say "全部测试 …" "All tests …"
        [ -z "$failed" ] || say "未通过：$failed" "Not passed:$failed"
    fi
    # shellcheck disable=SC2086 # several words are meant
    tests $SPREAD "$@" || failed="$failed tests"
    [ -z "$failed" ]
}

on_postgres() { # the tests of the workspace again, on a PostgreSQL that is started for them
    shared
    unset XIANDAO_LANG
    # shellcheck disable=SC2086 # several words are meant
    in_venv python tools/postgres.py "$VENV/bin/python" -m pytest $SPREAD tests/functional/web tests/integration/apps \
        -m "not slow and not browser and not postgres" "$@"
}

benches() { # what `./do bench` can measure
    for file in "$ROOT"/bench/*.py; do
        [ ! -f "$file" ] || printf '%s ' "$(basename "$file" .py)"
    done
}

lock() { # later sets are pinned to what the earlier ones chose
    constraints=
    for set in base assets ocr dev bench; do
        say "锁定 $set …" "Locking $set …"
        # shellcheck disable=SC2086 # several words are meant
        (cd "$LOCKS" && "$VENV/bin/uv" pip compile "$set.in" --output-file "$set.txt" $constraints "$@" \
            --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-header --quiet)
        constraints="$constraints --constraint $set.txt"
    done
}

OFFLINE=${OFFLINE:-}
ALL=
[ ! -d "$WHEELS" ] || OFFLINE=1
export OFFLINE

verb=${1:-help}
[ $# -eq 0 ] || shift
case $verb in
    start) start "$@" ;;
    check)
        if [ "${1:-}" = --all ]; then
            shift
            ALL=1
            need base assets ocr dev bench
            assets --tests
            check "$@"
        else
            need base assets ocr dev
            assets --tests
            check -m "not slow" "$@"
        fi
        ;;
    lint) need base ocr dev && lint ;;
    types) need base ocr dev && types ;;
    test) need base assets ocr dev && assets --tests && tests "$@" ;;
    bench)
        [ -f "$ROOT/bench/${1:-}.py" ] ||
            refuse "请给出测速的名称，现有：$(benches)" "Name a measurement; there are: $(benches)"
        name=$1
        shift
        need base ocr dev bench
        in_venv python "bench/$name.py" "$@"
        ;;
    docs) need base && in_venv python tools/reference.py "$@" ;;
    bundle) need base assets ocr dev && assets && in_venv python tools/bundle.py "$@" ;;
    lock) need dev && lock "$@" ;;
    _install) install_sets "$@" ;;
    help | -h | --help) help ;;
    *)
        say "没有这个命令：$verb" "No such command: $verb"
        help >&2
        exit 2
        ;;
esac
