#!/usr/bin/env bash
# Builds with warnings as errors, checks formatting, runs every test, the conformance corpus, a short torture run, the fuzz smoke and the allocation gates.
# Installs what tests need when it is missing. Ends with "N passed, N failed[, N skipped]" and exits non-zero on any failure.
set -uo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

log=$(mktemp -d)
failures="$log/failures" # each in short, said again where the run ends
trap 'rm -rf "$log"' EXIT
passed=0
failed=0
skipped=0

# What tests run ends before it is worth compiling it by what was seen of it: a fifth of the processor time without.
short_lived="DOTNET_TieredPGO=0"

# step NAME COMMAND...: one thing that passes or fails as a whole.
step() {
    local name=$1
    local since=$SECONDS
    shift
    if "$@" >"$log/step" 2>&1; then
        passed=$((passed + 1))
        echo "ok      $name ($((SECONDS - since)) s)"
    else
        failed=$((failed + 1))
        echo "FAILED  $name ($((SECONDS - since)) s)"
        tail -n 60 "$log/step"
        { echo "$name" && grep -v '^ *$' "$log/step" | tail -n 5 | cut -c -300; } >>"$failures"
    fi
}

# bounded COMMAND...: what has no end of its own fails instead of holding up the rest.
bounded() {
    timeout --kill-after=10 900 "$@"
}

# guarded SECONDS COMMAND...: runs a command in a session of its own. One that hangs is ended, and before that it says which tests had begun
# and where the threads of its processes stand.
guarded() {
    local seconds=$1
    shift
    : >"$log/running"
    # a shell lets what it starts in the background ignore Ctrl+C, and so would every program that a test wants to end by it
    HOTSTREAM_RUNNING="$log/running" setsid env --default-signal=INT,QUIT $short_lived "$@" &
    local leader=$!
    local waited
    for ((waited = 0; waited < seconds; waited++)); do
        kill -0 "$leader" 2>/dev/null || break
        sleep 1
    done
    if kill -0 "$leader" 2>/dev/null; then
        {
            echo "ended after $seconds s; these tests had begun and not ended:"
            awk '$1 == "+" { n[$2]++ } $1 == "-" { n[$2]-- } END { for (test in n) if (n[test] > 0) print "  " test }' "$log/running"
            local folder process
            for folder in /proc/[0-9]*; do
                process=${folder#/proc/}
                tr '\0' ' ' 2>/dev/null <"$folder/cmdline" | grep -q -e HotStream.Tests -e hotstream.dll || continue
                echo "threads of $process, $(tr '\0' ' ' <"/proc/$process/cmdline" | cut -c -120)"
                timeout 120 dotnet tool exec dotnet-stack --yes -- report -p "$process" 2>&1 | grep -v -e CPU_TIME -e '^ *$' -e xunit -e MethodBuilder -e System.Reflection \
                    | awk '/^Thread/ { if (stack ~ /HotStream\.[A-Za-z]*!/) print stack; stack = "" } { stack = stack "\n" substr($0, 1, 160) } END { print stack }'
            done
        } >"$log/hung" 2>&1
        kill -KILL -- "-$leader"
    fi
    wait "$leader"
}

# suite NAME COMMAND...: prints lines of which the last says how many tests passed, failed and were skipped.
suite() {
    local name=$1
    local since=$SECONDS
    shift
    rm -f "$log/hung"
    guarded 2700 "$@" >"$log/suite" 2>&1
    local exit=$?
    local counts
    counts=$(awk '
        /^ *total: /     { total = $2 }
        /^ *failed: /    { f = $2 }
        /^ *succeeded: / { p = $2 }
        /^ *skipped: /   { s = $2 }
        /^[0-9]+ passed, [0-9]+ failed/ { p = $1; f = $3; s = ($5 == "" ? 0 : $5); total = p + f + s }
        END { if (total > 0) print p + 0, f + 0, s + 0 }' "$log/suite")
    if [ -z "$counts" ]; then
        counts="0 1 0" # a suite that ran nothing is a failure
    fi
    local p f s
    read -r p f s <<<"$counts"
    if [ "$exit" -ne 0 ] && [ "$f" -eq 0 ]; then
        f=1
    fi
    passed=$((passed + p))
    failed=$((failed + f))
    skipped=$((skipped + s))
    echo "$([ "$f" -eq 0 ] && echo "ok     " || echo "FAILED ") $name: $p passed, $f failed, $s skipped ($((SECONDS - since)) s)"
    if [ "$f" -ne 0 ]; then
        [ ! -e "$log/hung" ] || head -n 400 "$log/hung"
        grep -A 20 '^failed ' "$log/suite" | cut -c -400 | head -n 200 # which, and why
        grep -v -e '^ *$' -e 'Ok, passed [0-9]* tests' "$log/suite" | tail -n 60
        {
            echo "$name: $f failed"
            grep -A 6 '^failed ' "$log/suite" | grep -v -e '^--' -e '^ *from ' | cut -c -300 | head -n 60
        } >>"$failures"
    else
        grep -i '^ *skipped ' "$log/suite" | cut -c -200 | head -n 30
    fi
    [ "$p" -lt 1000 ] || slowest
}

# slowest: which tests of the last suite took longest, for whoever wants it shorter.
slowest() {
    awk '$1 == "+" { since[$2] = $3 } $1 == "-" && $2 in since { printf "        %5.1f s  %s\n", ($3 - since[$2]) / 1000, substr($2, 1, 140) }' "$log/running" \
        | sort -rn | head -n 15
}

# beside FUNCTION: runs one, which calls steps and suites, beside what follows; "together" waits for all, and prints and counts them in order.
lanes=()
beside() {
    local lane="$log/lane-${#lanes[@]}"
    rm -rf "$lane" && mkdir "$lane"
    lanes+=("$lane")
    (
        log=$lane
        passed=0
        failed=0
        skipped=0
        "$1"
        echo "$passed $failed $skipped" >"$lane/counts"
    ) >"$lane/output" 2>&1 &
}

together() {
    wait
    local lane p f s
    for lane in "${lanes[@]}"; do
        cat "$lane/output"
        p=0 f=1 s=0 # one that did not end by itself
        [ ! -e "$lane/counts" ] || read -r p f s <"$lane/counts"
        passed=$((passed + p))
        failed=$((failed + f))
        skipped=$((skipped + s))
    done
    lanes=()
}

install_missing() {
    local missing=()
    command -v nc >/dev/null 2>&1 || missing+=(netcat-openbsd)
    command -v mosquitto >/dev/null 2>&1 || [ -x /usr/sbin/mosquitto ] || missing+=(mosquitto)
    command -v mosquitto_pub >/dev/null 2>&1 || missing+=(mosquitto-clients)
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=(postgresql)
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing+=(rabbitmq-server)
    [ -x /usr/bin/redis-server ] || missing+=(redis-server)
    [ -x /usr/sbin/mariadbd ] || missing+=(mariadb-server)
    [ -x /usr/bin/influxd ] || missing+=(influxdb)
    [ -x /usr/sbin/clickhouse-server ] || missing+=(clickhouse-server)
    [ -x /usr/sbin/nats-server ] || missing+=(nats-server)
    command -v zstd >/dev/null 2>&1 || missing+=(zstd)
    compgen -G '/usr/lib*/*/faketime/libfaketimeMT.so.1' >/dev/null || missing+=(faketime)
    command -v gcc >/dev/null 2>&1 || command -v clang >/dev/null 2>&1 || missing+=(gcc libc6-dev) # links what is compiled ahead of time
    [ -e /usr/include/zlib.h ] || missing+=(zlib1g-dev)
    [ "${#missing[@]}" -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "missing and cannot be installed here: ${missing[*]}" >&2
        return 1
    fi
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"
}

# Without node and npm, or when npm cannot fetch them, the tests that need these peers say that they were skipped.
install_peers() {
    command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || return 0
    local peers
    for peers in tests/HotStream.Tests/Io/Mqtt/Peers tests/HotStream.Tests/Connectors/Peers; do
        [ "$peers/node_modules/.package-lock.json" -nt "$peers/package-lock.json" ] || npm ci --prefix "$peers" --no-audit --no-fund || rm -rf "$peers/node_modules"
    done
}

# This fault is the engine's: that alone is built in the configuration Twin, and put into a copy of the rest.
twin_is_found() {
    local with_fault=tests/HotStream.Torture/bin/with-fault
    rm -rf "$with_fault"
    dotnet build src/Core -c Twin \
        && cp -r tests/HotStream.Torture/bin/Release/net10.0 "$with_fault" && cp src/Core/bin/Twin/net10.0/HotStream.Core.dll "$with_fault" \
        && bounded env $short_lived dotnet "$with_fault/HotStream.Torture.dll" --twins --twin acknowledge-before-durable --lives 8
}

plot_is_current() {
    dotnet run --project bench -c Release --no-build -- plot bench/Results/*/slides.json "$log/plot.svg" && cmp "$log/plot.svg" docs/slide-cost.svg
}

# What follows waits for processes, disks or one thread half of the time: one lane beside the other.
widths() {
    local width
    for width in scalar 128 256; do
        suite "tests of text, tables and streams, vector width $width" env HOTSTREAM_KERNEL=$width dotnet test --project tests/HotStream.Tests -c Release --no-build \
            --filter-namespace HotStream.Tests.Memory --filter-namespace HotStream.Tests.Aggregating --filter-namespace HotStream.Tests.Conformance
        suite "random plans, vector width $width" env HOTSTREAM_KERNEL=$width HOTSTREAM_PLANS=200 dotnet test --project tests/HotStream.Tests -c Release --no-build \
            --filter-class HotStream.Tests.Frames.RandomPlansTests
    done
    suite "conformance, tests/HotStream.Conformance/cases.json" dotnet run --project tests/HotStream.Conformance -c Release --no-build -- tests/HotStream.Conformance/cases.json
    step "the plot in docs is drawn of the committed results" plot_is_current
    step "allocation gates" bounded dotnet run --project bench -c Release --no-build -- gates
    step "fuzz smoke" bounded dotnet run --project fuzz -c Release --no-build -- smoke
}

lives() {
    step "exactly once from MQTT to PostgreSQL through kills, small" bounded tests/soak/mqtt-to-postgres.sh 100000 1
    step "torture, ten lives: nothing is lost and nothing is there twice" bounded env $short_lived dotnet run --project tests/HotStream.Torture -c Release --no-build -- --lives 10
    step "torture with Kafka, five lives" bounded env $short_lived dotnet run --project tests/HotStream.Torture -c Release --no-build -- --lives 5 --seed 2
    step "torture in the configuration Twin: an acknowledgement before its time is found" twin_is_found
}

peers() {
    step "peers from npm, where npm is" install_peers
}

format() {
    step "format" dotnet format whitespace . --folder --verify-no-changes
}

step "tools the tests need" install_missing
beside peers
beside format
together
step "build, warnings as errors" dotnet build HotStream.sln -c Release
suite "tests" dotnet test --solution HotStream.sln -c Release --no-build
beside widths
beside lives
together

[ ! -e "$failures" ] || { echo "what failed, in short:" && cat "$failures"; }
echo "all of it took $((SECONDS / 60)) min $((SECONDS % 60)) s"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
