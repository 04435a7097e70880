using HotStream.Testing;

namespace HotStream.Tests.Testing.Kit;

/// <summary>The laws of sinks hold for the sink that records, and each is found broken in a twin that breaks it.</summary>
public sealed class SinkContractTests
{
    private const int Poison = -1;

    [Fact]
    public void A_recording_sink_keeps_its_contract()
    {
        var target = new RecordingSink<int> { Refuses = record => record == Poison };
        var down = new RecordingSink<int>[] { target };
        LawAssert.AllHold(SinkContract.Check(new SinkUnderTest<int>
        {
            Write = stream => stream.WriteTo(target.Open()),
            Stored = () => target.Records,
            Record = number => number,
            Poison = [Poison, Poison],
            Break = () => down[0].FailNext(1000),
            Repair = target.ComeBack,
            AtLeastOnce = false,
        }), SinkContract.Keyed);
    }

    [Fact]
    public void A_recording_sink_that_hangs_keeps_its_contract()
    {
        var target = new RecordingSink<int>();
        LawAssert.AllHold(SinkContract.Check(new SinkUnderTest<int>
        {
            Write = stream => stream.WriteTo(target.Open()),
            Stored = () => target.Records,
            Record = number => number,
            Break = target.Hang,
            Repair = target.ComeBack,
        }), SinkContract.Poison, SinkContract.Keyed);
    }

    [Fact]
    public void A_table_with_keys_keeps_its_contract() =>
        LawAssert.AllHold(Check(Twin.None, isKeyed: true), SinkContract.Away, SinkContract.Ordered);

    [Fact]
    public void The_twin_without_a_fault_keeps_its_contract() => LawAssert.AllHold(Check(Twin.None), SinkContract.Away, SinkContract.Keyed);

    [Fact]
    public void A_sink_that_stores_a_batch_with_the_next_one_is_found() =>
        LawAssert.Broken(Check(Twin.HoldsBack), SinkContract.Stored, SinkContract.Twice, SinkContract.Failed, SinkContract.Poison);

    [Fact]
    public void A_sink_that_stores_a_batch_again_when_it_is_closed_is_found() =>
        LawAssert.Broken(Check(Twin.RepeatsWhenClosed), SinkContract.Disposed, SinkContract.Twice, SinkContract.Failed, SinkContract.Poison,
            SinkContract.Ordered);

    [Fact]
    public void A_sink_that_stores_a_batch_twice_is_found_unless_it_says_at_least_once()
    {
        LawAssert.Broken(Check(Twin.Appends), SinkContract.Twice, SinkContract.Failed);
        LawAssert.AllHold(Check(Twin.Appends, atLeastOnce: true), SinkContract.Away, SinkContract.Keyed);
    }

    [Fact]
    public void A_sink_whose_batch_fails_by_one_record_is_found() => LawAssert.Broken(Check(Twin.FailsByOne), SinkContract.Poison);

    [Fact]
    public void A_sink_that_drops_a_record_without_a_word_is_found() => LawAssert.Broken(Check(Twin.DropsSilently), SinkContract.Poison);

    [Fact]
    public void A_sink_that_keeps_what_was_aborted_is_found() =>
        LawAssert.Broken(Check(Twin.KeepsAborted), SinkContract.Failed);

    [Fact]
    public void A_sink_that_mixes_records_is_found() => LawAssert.Broken(Check(Twin.Mixes), SinkContract.Ordered);

    [Fact]
    public void A_sink_with_keys_that_mixes_records_is_found() =>
        LawAssert.Broken(Check(Twin.Mixes, isKeyed: true), SinkContract.Keyed, SinkContract.Stored, SinkContract.Disposed,
            SinkContract.Twice, SinkContract.Poison, SinkContract.Failed);

    [Fact]
    public void A_sink_that_gives_up_and_forgets_is_found()
    {
        var target = new RecordingSink<int>();
        bool isAway = false;
        LawAssert.Broken(SinkContract.Check(new SinkUnderTest<int>
        {
            Write = stream => stream.Filter(record => !isAway || record % 10_000 is < 3 or > 7).WriteTo(target.Open()), // the second batch
            Stored = () => target.Records,
            Record = number => number,
            KeepsOrder = false,
            Break = () => isAway = true,
            Repair = () => { },
        }), SinkContract.Away);
    }

    private static ContractReport Check(Twin twin, bool isKeyed = false, bool atLeastOnce = false)
    {
        var table = new Table(twin, isKeyed);
        return SinkContract.Check(new SinkUnderTest<int>
        {
            Write = stream => stream.WriteTo(new TwinSink(table)),
            Stored = () => table.Rows,
            Record = number => number,
            Poison = [Poison],
            Key = isKeyed ? Table.KeyOf : null,
            AtLeastOnce = atLeastOnce,
        });
    }

    private enum Twin
    {
        None,
        HoldsBack,
        RepeatsWhenClosed,
        Appends,
        FailsByOne,
        DropsSilently,
        KeepsAborted,
        Mixes,
    }

    /// <summary>What outlives a life: parts by batch and partition, or a row a key.</summary>
    private sealed class Table(Twin twin, bool isKeyed)
    {
        private readonly List<(string Part, int Record)> _rows = [];

        public Twin Twin => twin;

        public bool IsKeyed => isKeyed;

        public List<int> Rows
        {
            get
            {
                lock (_rows)
                {
                    return [.. _rows.Select(row => row.Record)];
                }
            }
        }

        public static object KeyOf(int record) => record % 10;

        public void Replace(string part, IEnumerable<int> records)
        {
            lock (_rows)
            {
                if (twin != Twin.Appends)
                {
                    _rows.RemoveAll(row => row.Part == part);
                }

                foreach (int record in twin == Twin.Mixes ? records.Reverse() : records)
                {
                    _rows.RemoveAll(row => isKeyed && row.Record % 10 == record % 10);
                    _rows.Add((part, record));
                }
            }
        }
    }

    private sealed class TwinSink(Table table) : Sink<int>("twin")
    {
        protected internal override Func<int, ulong>? KeyHash => table.IsKeyed ? static record => (ulong)(record % 10) : null;

        protected internal override SinkWriter<int> OpenWriter(SinkPartition partition) => new Writer(table, partition);

        private sealed class Writer(Table table, SinkPartition partition) : SinkWriter<int>
        {
            private readonly List<int> _records = [];
            private (string Part, int[] Records)? _held;
            private BatchTime _time;
            private int _begun;

            protected internal override void Begin(BatchTime time)
            {
                _records.Clear();
                _time = time;
                _begun++;
            }

            protected internal override void Write(ReadOnlySpan<int> records)
            {
                foreach (int record in records)
                {
                    if (record != Poison)
                    {
                        _records.Add(record);
                    }
                    else if (table.Twin == Twin.FailsByOne)
                    {
                        throw new FormatException("a record of another form");
                    }
                    else if (table.Twin != Twin.DropsSilently)
                    {
                        partition.Reject("twin", _time, 0, "poison", "poison"u8);
                    }
                }
            }

            protected internal override Task CompleteAsync(CancellationToken stop)
            {
                string part = $"{_time} {partition.Index}";
                if (table.Twin == Twin.HoldsBack)
                {
                    if (_held is { } held)
                    {
                        table.Replace(held.Part, held.Records);
                    }

                    _held = (part, [.. _records]);
                    return Task.CompletedTask;
                }

                table.Replace(part, _records);
                return Task.CompletedTask;
            }

            protected internal override void Abort()
            {
                if (table.Twin == Twin.KeepsAborted)
                {
                    table.Replace($"aborted {_begun} {partition.Index}", _records);
                }
            }

            protected override void Dispose(bool disposing)
            {
                if (table.Twin == Twin.HoldsBack && _held is { } held)
                {
                    table.Replace(held.Part, held.Records);
                }

                if (table.Twin == Twin.RepeatsWhenClosed)
                {
                    table.Replace("closed", _records);
                }

                base.Dispose(disposing);
            }
        }
    }
}
