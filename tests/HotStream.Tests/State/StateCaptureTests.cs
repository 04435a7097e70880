using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace HotStream.Tests.State;

/// <summary>
/// Law: whatever batches do while checkpoints are taken step by step, a table restored from the last whole one and what follows it has the
/// states, and the times they were touched at, of the table that was written.
/// </summary>
public sealed class StateCaptureTests
{
    private const int Keys = 40;

    private readonly StoredColumn<string> _keys = new CodecSet().GrowingArray<string>("test");
    private readonly StoredColumn<long> _states = new CodecSet().GrowingArray<long>("test");

    /// <summary>What happens between two batches.</summary>
    public enum Between
    {
        Nothing,
        Begin,
        BeginWhole,
        Step,
        Finish,
    }

    private static Gen<(int[] Changes, Between Then, int Rows, bool Fails)> Batch { get; } =
        from changes in Cases.Arrays(Gen.Choose(0, (3 * Keys) - 1), 0, 30)
        from then in Gen.Elements(Enum.GetValues<Between>())
        from rows in Gen.Choose(1, 20)
        from fails in Gen.Elements(false, false, false, true)
        select (changes, then, rows, fails);

    [Property]
    public Property Steps_between_batches_give_the_state_after_the_last() =>
        Cases.ForAllLists(Cases.Arrays(Batch, 1, 40), batches =>
        {
            using var table = new StateTable<string, long>();
            using var chain = new Chain(table, _keys, _states);
            long time = 0;
            foreach ((int[] changes, Between then, int rows, bool fails) in batches)
            {
                Run(table, changes, ++time, fails);
                chain.Go(then, rows, time);
            }

            chain.Go(Between.Finish, 1, time);
            chain.Go(Between.Begin, 1, time);
            chain.Go(Between.Finish, 1, time);
            using StateTable<string, long> restored = chain.Restore();
            Assert.Equal(Content(table), Content(restored));
        });

    [Fact]
    public void Keys_that_lost_their_state_are_not_restored_though_their_numbers_are_gone()
    {
        using var table = new StateTable<string, long>();
        using var chain = new Chain(table, _keys, _states);
        int[] all = [.. Enumerable.Range(0, 3000)];
        Put(table, all, time: 1);
        chain.Go(Between.Finish, 1, 1);
        table.Begin();
        for (int number = 0; number < 2500; number++)
        {
            table.Remove(number, ref table.Slots[number], 2);
        }

        table.Commit();
        chain.Go(Between.Begin, 1, 2);
        var scope = new BatchScope(new BatchTime(3), null!);
        Assert.False(table.Compact(scope), "Numbers change while they are written.");
        chain.Go(Between.Finish, 1, 2);
        table.Remove(2600, ref table.Slots[2600], 3);
        Assert.True(table.Compact(scope));
        chain.Go(Between.Begin, 1, 3);
        chain.Go(Between.Finish, 1, 3);
        using StateTable<string, long> restored = chain.Restore();
        Assert.Equal(499, restored.Alive);
        Assert.Equal(Content(table), Content(restored));
    }

    [Fact]
    public void What_did_not_change_is_not_written_again()
    {
        using var table = new StateTable<string, long>();
        using var chain = new Chain(table, _keys, _states);
        Put(table, [.. Enumerable.Range(0, 10_000)], time: 1);
        chain.Go(Between.Finish, 1, 1);
        long whole = chain.BytesOfLast;
        Put(table, [7, 77, 777], time: 2);
        chain.Go(Between.Begin, 1, 2);
        chain.Go(Between.Finish, 1, 2);
        Assert.InRange(chain.BytesOfLast, 1, whole / 1000);
    }

    private static void Put(StateTable<string, long> table, int[] keys, long time)
    {
        table.Begin();
        foreach (int key in keys)
        {
            int number = Locate(table, key);
            table.Put(number, ref table.Slots[number], key + time, time);
        }

        table.Commit();
    }

    private static void Run(StateTable<string, long> table, int[] changes, long time, bool fails)
    {
        table.Begin();
        foreach (int change in changes)
        {
            int number = Locate(table, change % Keys);
            ref StateSlot<long> slot = ref table.Slots[number];
            if (change < Keys)
            {
                table.Put(number, ref slot, change + time, time);
            }
            else if (slot.IsAlive && change < 2 * Keys)
            {
                table.Remove(number, ref slot, time);
            }
            else if (slot.IsAlive)
            {
                table.Touch(number, ref slot, time);
            }
        }

        if (fails)
        {
            table.Undo();
        }
        else
        {
            table.Commit();
        }
    }

    private static unsafe int Locate(StateTable<string, long> table, int key)
    {
        int number;
        table.Locate(new[] { KeyValuePair.Create($"key {key}", 0) }, new string[1], &number);
        return number;
    }

    private static SortedDictionary<string, (long State, long Touched)> Content(StateTable<string, long> table)
    {
        var content = new SortedDictionary<string, (long, long)>(StringComparer.Ordinal);
        for (int number = 0; number < table.Count; number++)
        {
            StateSlot<long> slot = table.Slots[number];
            if (slot.IsAlive)
            {
                content.Add(table.Keys[number], (slot.State, slot.Touched));
            }
        }

        return content;
    }

    /// <summary>Checkpoints of a table, as recovery takes them.</summary>
    private sealed class Chain(StateTable<string, long> table, StoredColumn<string> keys, StoredColumn<long> states) : IDisposable
    {
        private readonly List<SnapshotWriter> _written = [];
        private SnapshotWriter? _open;
        private bool _isWhole;

        public long BytesOfLast => _written[^1].Bytes;

        public void Go(Between then, int rows, long time)
        {
            if (_open is null && (then is Between.Begin or Between.BeginWhole || (then is Between.Finish && _written.Count == 0)))
            {
                table.NoteChanges();
                _open = new SnapshotWriter();
                _isWhole = table.BeginCapture(time, then == Between.BeginWhole || _written.Count == 0);
            }
            else if (_open is not null && then is Between.Step)
            {
                table.CaptureAhead(rows, keys, states, _open);
            }

            if (_open is not null && then is Between.Finish)
            {
                table.CaptureAhead(int.MaxValue, keys, states, _open);
                table.EndCapture();
                if (_isWhole)
                {
                    Dispose();
                    _written.Clear();
                }

                _written.Add(_open);
                _open = null;
            }
        }

        public StateTable<string, long> Restore()
        {
            var restored = new StateTable<string, long>();
            foreach (ReadOnlyMemory<byte> section in _written.SelectMany(writer => writer.Sections))
            {
                restored.Restore(new SnapshotReader(section), keys, states);
            }

            return restored;
        }

        public void Dispose() => _written.ForEach(writer => writer.Dispose());
    }
}
