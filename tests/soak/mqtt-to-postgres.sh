#!/usr/bin/env bash
# Exactly once, the hard way: publishers -> mosquitto -> hotstream mqtt -> PostgreSQL, all real, while broker and consumer are killed (SIGKILL) at random moments, again and again.
# Ends with 0 when every message is in the table exactly once.
#
#   tests/soak/mqtt-to-postgres.sh [MESSAGES [KILLS_OF_EACH [SEED]]]        defaults: 10000000 5 42
#
# What each part promises. The consumer acknowledges a message to the broker when its batch is committed, so a killed consumer gets again what was not stored; the key keeps what comes
# twice from being stored twice. A killed mosquitto loses what it had acknowledged to publishers and not written to its file (it writes every 5 seconds here). No consumer can mend that, so
# publishers keep what they sent until it is stored: when nothing new comes, they ask the database for what is missing and send that again. Both kinds of repetition are counted.
set -euo pipefail
cd "$(dirname "$0")/../.."
messages=${1:-10000000}
kills=${2:-5}
RANDOM=${3:-42}
chunk=20000      # messages of one run of mosquitto_pub
publishers=3
outbox=400000    # messages that may be sent and not stored
patience=10      # seconds without anything new after which what is missing is sent again

built=src/Cli/bin/Release/net10.0
[ -f "$built/hotstream.dll" ] || dotnet build src/Cli -c Release >/dev/null
programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
mosquitto=$(command -v mosquitto || echo /usr/sbin/mosquitto)
work=$(mktemp -d)
chmod 755 "$work"
cp -r "$built" "$work/tool" # so that a build meanwhile does no harm
started=$SECONDS

free_port() {
    local port
    while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}
sql() { psql -X -q -A -t -h 127.0.0.1 -p "$database_port" -U soak -d postgres -c "$1"; }
stored() { sql "SELECT coalesce(sum(n_tup_ins), 0) FROM pg_stat_user_tables WHERE relname = 'soak'"; }
say() { printf '%5d s  %s\n' $((SECONDS - started)) "$*"; }

as_nobody=()
[ "$(id -u)" -ne 0 ] || as_nobody=(runuser -u postgres --)
mkdir "$work/pg"
[ "$(id -u)" -ne 0 ] || chown postgres "$work/pg"
broker_port=$(free_port)
database_port=$(free_port)
"${as_nobody[@]}" "$programs/initdb" -D "$work/pg/data" -U soak -A trust >/dev/null
"${as_nobody[@]}" "$programs/pg_ctl" -D "$work/pg/data" -o "-p $database_port -k '' -c listen_addresses=127.0.0.1 -c max_wal_size=4GB" -l "$work/pg/log" -w start >/dev/null

user=$([ "$(id -u)" -eq 0 ] && echo "user root" || echo "")
cat >"$work/mosquitto.conf" <<CONF
listener $broker_port 127.0.0.1
allow_anonymous true
$user
persistence true
persistence_location $work/
autosave_interval 5
max_inflight_messages 0
max_queued_messages 0
log_dest none
CONF

# keep NAME COMMAND...: runs a program again whenever it ends, and notes its process id.
keep() {
    local name=$1
    shift
    while [ ! -e "$work/over" ]; do
        "$@" >>"$work/$name.log" 2>&1 &
        echo $! >"$work/$name.pid"
        wait $! || true
        sleep 0.2
    done
}
end() {
    touch "$work/over"
    for name in consumer broker; do
        [ -e "$work/$name.pid" ] && kill -TERM "$(cat "$work/$name.pid")" 2>/dev/null || true
    done
    wait || true
    "${as_nobody[@]}" "$programs/pg_ctl" -D "$work/pg/data" -m fast stop >/dev/null || true
    rm -rf "$work"
}
trap end EXIT

sql "CREATE TABLE soak (id bigint PRIMARY KEY, text text NOT NULL)"
keep broker "$mosquitto" -c "$work/mosquitto.conf" 2>/dev/null &
keep consumer dotnet "$work/tool/hotstream.dll" mqtt --broker "127.0.0.1:$broker_port" --topic 'soak/#' --client-id soak --json --interval 500ms \
    --to "postgres://soak@127.0.0.1:$database_port/postgres?table=soak&key=id&conflict=ignore" 2>/dev/null &
sleep 3 # the first subscription must be there before the first message

# publish NAME: sends the numbers on standard input as messages.
publish() {
    sed 's/.*/{"id": &, "text": "message number &"}/' | mosquitto_pub -h 127.0.0.1 -p "$broker_port" -q 1 -l -t "soak/$1" -i "publisher-$1" 2>/dev/null || true
}

# A publisher sends its chunks, as long as not too much is sent and not stored.
publisher() {
    local from to
    for ((from = 1 + $1 * chunk; from <= messages; from += publishers * chunk)); do
        to=$((from + chunk - 1 < messages ? from + chunk - 1 : messages))
        while [ $((from - $(cat "$work/stored"))) -gt "$outbox" ]; do sleep 0.1; done
        seq "$from" "$to" | publish "$1"
        echo "$to" >"$work/sent-$1"
    done
}

# The outbox of all publishers: notes how much is stored, and sends again what is missing when nothing new has come for a while. Ends when everything is stored.
outbox() {
    local now before=0 since=$SECONDS complete=0 sent
    while [ "$before" -lt "$messages" ]; do
        now=$(stored || echo "$before")
        echo "$now" >"$work/stored.new"
        mv "$work/stored.new" "$work/stored"
        if [ "$now" -ne "$before" ]; then
            before=$now
            since=$SECONDS
        elif [ $((SECONDS - since)) -ge "$patience" ]; then
            sent=$(cat "$work"/sent-* | sort -n | tail -n 1)
            sql "SELECT id FROM generate_series($complete + 1, $sent) AS id WHERE NOT EXISTS (SELECT FROM soak WHERE soak.id = id.id)" >"$work/missing" || continue
            wc -l <"$work/missing" >>"$work/resent"
            complete=$(($(head -n 1 "$work/missing") - 1))
            publish again <"$work/missing"
            since=$SECONDS
        fi
        sleep 0.2
    done
}
echo 0 >"$work/stored"
for ((p = 0; p < publishers; p++)); do
    echo 0 >"$work/sent-$p"
    publisher "$p" &
done
outbox &
outbox_id=$!

# The kills: which of the two, in random order, each at a random moment of its share of the run.
order=$(for ((i = 0; i < kills; i++)); do echo broker; echo consumer; done | shuf --random-source=<(yes "$RANDOM"))
number=0
for name in $order; do
    at=$((messages / (2 * kills) * number + RANDOM * (messages / (2 * kills) / 32768 + 1) % (messages / (2 * kills)) ))
    while [ "$(cat "$work/stored")" -lt "$at" ]; do sleep 0.3; done
    kill -KILL "$(cat "$work/$name.pid")"
    number=$((number + 1))
    say "killed the $name, $(cat "$work/stored") messages stored"
done
wait "$outbox_id"

taken=$(awk '/messages taken/ { n += $2 } END { print n + 0 }' "$work/consumer.log")
resent=$([ -e "$work/resent" ] && awk '{ n += $1 } END { print n + 0 }' "$work/resent" || echo 0)
read -r rows distinct least most sum <<<"$(sql "SELECT count(*) || ' ' || count(DISTINCT id) || ' ' || min(id) || ' ' || max(id) || ' ' || sum(id) FROM soak WHERE text = 'message number ' || id")"
say "sent $messages messages, sent again $resent that were not stored when nothing had come for a while (most of them lost with the broker)"
say "taken by batches that were stored: $taken; $((taken - messages)) came more than once"
say "rows $rows, distinct ids $distinct, from $least to $most, sum $sum"
if [ "$rows" -eq "$messages" ] && [ "$distinct" -eq "$messages" ] && [ "$least" -eq 1 ] && [ "$most" -eq "$messages" ] && [ "$sum" -eq $((messages * (messages + 1) / 2)) ]; then
    say "PASSED: every message is in the database exactly once"
else
    say "FAILED: messages are missing or came twice"
    exit 1
fi
