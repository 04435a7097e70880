using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>
/// Values without parts. It holds those of one row group, with their levels, and stands at the entries of some rows.
/// </summary>
internal abstract class ParquetLeaf(DataField field, LeafType type) : ParquetNode(type.Type!)
{
    private int[] _reps = [];
    private int[] _defs = [];
    private int _count;
    private int _start;
    private int _end;

    public DataField Field { get; } = field;

    public LeafType Leaf { get; } = type;

    public override ParquetLeaf First => this;

    public override IEnumerable<ParquetLeaf> Leaves => [this];

    /// <summary>The levels of the entries it stands at; of repetition there are none in a column that does not repeat.</summary>
    public Entries Levels => new(_reps.AsSpan(_reps.Length == 0 ? 0 : _start, _reps.Length == 0 ? 0 : _end - _start),
        _defs.AsSpan(_start, _end - _start));

    /// <summary>Where values take their texts to.</summary>
    public TextSlabs? Texts { get; set; }

    public static ParquetLeaf Of(DataField field, LeafType type) => type.Stored switch
    {
        StoredAs.Boolean => new BooleanLeaf(field, type),
        StoredAs.Int32 => new NumberLeaf<int, int, Same<int>>(field, type),
        StoredAs.UInt32 => new NumberLeaf<int, long, Unsigned>(field, type),
        StoredAs.Int64 => new NumberLeaf<long, long, Same<long>>(field, type),
        StoredAs.Milliseconds => new NumberLeaf<long, long, Milliseconds>(field, type),
        StoredAs.Nanoseconds => new NumberLeaf<long, long, Nanoseconds>(field, type),
        StoredAs.Int96 => new NumberLeaf<DateTime, long, Ticks>(field, type),
        StoredAs.Single => new NumberLeaf<float, double, Widened>(field, type),
        StoredAs.Double => new NumberLeaf<double, double, Same<double>>(field, type),
        StoredAs.Decimal32 => new DecimalLeaf<int, Digits32>(field, type),
        StoredAs.Decimal64 => new DecimalLeaf<long, Digits64>(field, type),
        StoredAs.DecimalBytes => new DecimalLeaf<ReadOnlyMemory<byte>, DigitBytes>(field, type),
        _ => new TextLeaf(field, type),
    };

    /// <summary>Reads all entries of a row group.</summary>
    /// <param name="group">The row group.</param>
    /// <param name="cancellation">Gives up.</param>
    public void Load(ParquetRowGroupReader group, CancellationToken cancellation)
    {
        long entries = group.GetMetadata(Field)?.MetaData?.NumValues
            ?? throw new InvalidDataException("The row group does not have the column.");
        if (entries is < 0 or > int.MaxValue / 2 || (Field.MaxRepetitionLevel == 0 && entries != group.RowCount))
        {
            throw new InvalidDataException($"It has {entries} values in {group.RowCount} rows.");
        }

        (_count, _start, _end) = ((int)entries, 0, 0);
        Grow(ref _defs, _count);
        if (Field.MaxRepetitionLevel > 0)
        {
            Grow(ref _reps, _count);
        }

        if (Field.MaxDefinitionLevel == 0)
        {
            _defs.AsSpan(0, _count).Clear();
        }

        // null is written out: as an array it would become a memory without values
        Load(group, _count, Field.MaxDefinitionLevel == 0 ? default(Memory<int>?) : _defs.AsMemory(0, _count),
            Field.MaxRepetitionLevel == 0 ? default(Memory<int>?) : _reps.AsMemory(0, _count), cancellation);
    }

    /// <summary>Goes on to the entries of the next rows.</summary>
    /// <param name="rows">How many.</param>
    public void Next(int rows)
    {
        _start = _end;
        if (Field.MaxRepetitionLevel == 0)
        {
            _end = _start + rows;
            return;
        }

        for (int seen = 0; _end < _count; _end++)
        {
            if (_reps[_end] == 0 && ++seen > rows)
            {
                break;
            }
        }
    }

    protected abstract void Load(ParquetRowGroupReader group, int count, Memory<int>? defs, Memory<int>? reps,
        CancellationToken cancellation);

    protected static void Read<T>(ParquetRowGroupReader group, DataField field, Memory<T> values, Memory<int>? defs, Memory<int>? reps,
        CancellationToken cancellation)
        where T : struct => group.ReadRawAsync(field, values, defs, reps, cancellation).AsTask().GetAwaiter().GetResult();

    protected static void Grow<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[length];
        }
    }
}
