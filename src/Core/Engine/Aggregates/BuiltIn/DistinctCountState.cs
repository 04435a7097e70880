using System.Numerics;

namespace HotStream;

/// <summary>
/// A HyperLogLog sketch of 4096 registers: the first 12 bits of a value's hash choose a register, which keeps the greatest position of the
/// first 1 in the other bits. While fewer values than <see cref="SparseLimit"/> were seen, a sorted list of what is known at 25 bits stands
/// for the registers, as in HyperLogLog++ (Heule, Nunkesser, Hall 2013): a few bytes for a few values, and a count by linear counting that
/// is practically exact. The count of a full sketch is Ertl's ("New cardinality estimation algorithms for HyperLogLog sketches", arXiv
/// 1702.01284): one formula without bias for few values and many, where the others switch between formulas and need tables of measured
/// bias. What a sketch holds depends on the set of values only, not on their order nor on how they were split. Adding changes the arrays in
/// place, merging makes new ones, so that a state which was merged into another is never changed by it.
/// </summary>
internal struct DistinctCountState : IStored<DistinctCountState>
{
    internal const int SparseLimit = 1024;

    private const int Precision = 12;
    private const int Registers = 1 << Precision;
    private const int SparsePrecision = 25;
    private const int RankBits = 6;

    // Sparse: register at 25 bits, then rank in 6 bits; ascending, one for each register seen. Null when dense.
    private uint[]? _entries;
    private int _count;
    private byte[]? _registers;

    StoredColumn<DistinctCountState> IStored<DistinctCountState>.Column(CodecSet codecs, string operatorName) => new Stored();

    /// <summary>About how many different values were seen.</summary>
    public readonly long Count => (long)Math.Round(_registers is null ? CountSparse(_count) : CountDense(_registers));

    internal readonly bool IsDense => _registers is not null;

    /// <summary>Bytes of what it refers to, about.</summary>
    internal readonly int Bytes => (_registers?.Length ?? 0) + (sizeof(uint) * (_entries?.Length ?? 0));

    /// <summary>The registers, if it is dense.</summary>
    internal readonly ReadOnlySpan<byte> KnownRegisters => _registers;

    /// <summary>What is known of registers, if it is not dense.</summary>
    internal readonly ReadOnlySpan<uint> Entries => _entries.AsSpan(0, _count);

    /// <summary>A sketch of what another one holds.</summary>
    internal static DistinctCountState Of(ReadOnlySpan<byte> registers, ReadOnlySpan<uint> entries) => new()
    {
        _registers = registers.Length == 0 ? null : registers.ToArray(),
        _entries = entries.ToArray(),
        _count = entries.Length,
    };

    internal void Add(ulong hash)
    {
        if (_registers is not null)
        {
            Raise(_registers, (int)(hash >> (64 - Precision)), Rank(hash, Precision));
            return;
        }

        uint register = (uint)(hash >> (64 - SparsePrecision));
        uint entry = (register << RankBits) | Rank(hash, SparsePrecision);
        int place = PlaceOf(register);
        if (place < _count && _entries![place] >> RankBits == register)
        {
            _entries[place] = Math.Max(_entries[place], entry);
            return;
        }

        if (_count == SparseLimit)
        {
            Densify();
            Add(hash);
            return;
        }

        if (_count == (_entries?.Length ?? 0))
        {
            Array.Resize(ref _entries, Math.Max(4, 2 * _count));
        }

        Array.Copy(_entries!, place, _entries!, place + 1, _count - place);
        _entries![place] = entry;
        _count++;
    }

    internal void Merge(DistinctCountState other)
    {
        if (_registers is null && other._registers is null)
        {
            MergeSparse(other);
            return;
        }

        byte[] merged = ToRegisters();
        other.RaiseIn(merged);
        this = new DistinctCountState { _registers = merged };
    }

    /// <summary>A copy of the registers, whether there are any or not.</summary>
    internal readonly byte[] ToRegisters()
    {
        if (_registers is not null)
        {
            return [.. _registers];
        }

        byte[] registers = new byte[Registers];
        RaiseIn(registers);
        return registers;
    }

    private static uint Rank(ulong hash, int precision) =>
        (uint)BitOperations.LeadingZeroCount((hash << precision) | (1UL << (precision - 1))) + 1;

    private static void Raise(byte[] registers, int register, uint rank) => registers[register] = Math.Max(registers[register], (byte)rank);

    private static double CountSparse(int count)
    {
        const double AllRegisters = 1 << SparsePrecision;
        return -AllRegisters * Math.Log(1 - (count / AllRegisters));
    }

    private static double CountDense(byte[] registers)
    {
        Span<int> withRank = stackalloc int[64 - Precision + 2];
        withRank.Clear();
        foreach (byte rank in registers)
        {
            withRank[rank]++;
        }

        double sum = Registers * Beyond(1 - ((double)withRank[^1] / Registers));
        for (int rank = withRank.Length - 2; rank >= 1; rank--)
        {
            sum = (sum + withRank[rank]) / 2;
        }

        sum += Registers * Below((double)withRank[0] / Registers);
        return Registers / (2 * Math.Log(2)) * Registers / sum;
    }

    /// <summary>The correction for registers nothing was counted in: Ertl's sigma, the sum of x and x^(2^k) 2^(k-1).</summary>
    private static double Below(double share)
    {
        if (share == 1)
        {
            return double.PositiveInfinity;
        }

        double sum = share;
        double weight = 1;
        for (double power = share * share; power > 1e-300 && sum + (power * weight) != sum; power *= power)
        {
            sum += power * weight;
            weight *= 2;
        }

        return sum;
    }

    /// <summary>
    /// The correction for registers that cannot count further: Ertl's tau, a third of 1 - x less the sum of (1 - x^(2^-k))^2 2^-k.
    /// </summary>
    private static double Beyond(double share)
    {
        if (share is 0 or 1)
        {
            return 0;
        }

        double sum = 1 - share;
        double weight = 1;
        for (double before = double.NaN; sum != before;)
        {
            before = sum;
            share = Math.Sqrt(share);
            weight /= 2;
            sum -= (1 - share) * (1 - share) * weight;
        }

        return sum / 3;
    }

    private readonly void RaiseIn(byte[] registers)
    {
        if (_registers is not null)
        {
            for (int i = 0; i < registers.Length && i < _registers.Length; i++)
            {
                registers[i] = Math.Max(registers[i], _registers[i]);
            }

            return;
        }

        const int Between = SparsePrecision - Precision;
        for (int i = 0; i < _count; i++)
        {
            uint register = _entries![i] >> RankBits;
            uint below = register & ((1u << Between) - 1);
            uint rank = below == 0
                ? Between + (_entries[i] & ((1u << RankBits) - 1))
                : (uint)BitOperations.LeadingZeroCount(below) - (32 - Between) + 1;
            Raise(registers, (int)(register >> Between), rank);
        }
    }

    private void Densify() => this = new DistinctCountState { _registers = ToRegisters() };

    private void MergeSparse(DistinctCountState other)
    {
        uint[] merged = new uint[_count + other._count];
        int count = 0;
        int left = 0;
        int right = 0;
        while (left < _count || right < other._count)
        {
            uint entry = right == other._count || (left < _count && _entries![left] <= other._entries![right])
                ? _entries![left++]
                : other._entries![right++];
            if (count > 0 && merged[count - 1] >> RankBits == entry >> RankBits)
            {
                merged[count - 1] = entry; // ascending, so the later one has the greater rank
            }
            else
            {
                merged[count++] = entry;
            }
        }

        this = new DistinctCountState { _entries = merged, _count = count };
        if (count > SparseLimit)
        {
            Densify();
        }
    }

    /// <summary>Where the entry of a register is, or belongs.</summary>
    private readonly int PlaceOf(uint register)
    {
        int low = 0;
        int high = _count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_entries![middle] >> RankBits < register)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private sealed class Stored() : StoredColumn<DistinctCountState>("DistinctCountState 1")
    {
        public override void Write(ReadOnlySpan<DistinctCountState> values, SnapshotWriter output)
        {
            foreach (DistinctCountState value in values)
            {
                output.WriteText(value._registers);
                output.WriteLength(value._count);
                RawColumn.Write<uint>(value._entries.AsSpan(0, value._count), output);
            }
        }

        public override void Read(SnapshotReader input, Span<DistinctCountState> values, Utf8Arena texts)
        {
            foreach (ref DistinctCountState value in values)
            {
                ReadOnlySpan<byte> registers = input.ReadText();
                int count = input.ReadLength(least: sizeof(uint));
                if (registers.Length is not (0 or Registers) || count > SparseLimit)
                {
                    throw SnapshotReader.Damaged();
                }

                uint[] entries = new uint[count];
                RawColumn.Read<uint>(input, entries);
                value = Of(registers, entries);
            }
        }
    }
}
