using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Up to <see cref="MaxRows"/> rows as columns. It is lent: whoever is given one reads it before returning, and copies what is to be kept.
/// A filter does not move rows, it says which of them are meant (<see cref="Selection"/>).
/// </summary>
public sealed unsafe class ColumnBatch
{
    /// <summary>Rows of a full batch. Vectors of 256 to 8,192 rows are about equally fast; these stay in the first-level cache.</summary>
    public const int MaxRows = 1024;

    private ushort[]? _places; // made when rows are selected for the first time
    private bool _isSelected;
    private int _selected;

    /// <summary>Creates an empty batch over columns.</summary>
    /// <param name="columns">The columns.</param>
    public ColumnBatch(params ColumnVector[] columns) => Columns = columns;

    /// <summary>Creates an empty batch with new columns.</summary>
    /// <param name="schema">Their types.</param>
    public ColumnBatch(Schema schema)
        : this([.. schema.Select(field => new ColumnVector(field.Type))])
    {
    }

    /// <summary>The columns.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "Read by every operator; no copies.")]
    public ColumnVector[] Columns { get; }

    /// <summary>Rows in the columns, selected or not.</summary>
    public int Length { get; private set; }

    /// <summary>Rows that are meant.</summary>
    public int Count => _isSelected ? _selected : Length;

    /// <summary>Whether only some rows are meant.</summary>
    public bool IsSelected => _isSelected;

    /// <summary>The places of the rows that are meant, ascending; empty when all are (see <see cref="IsSelected"/>).</summary>
    public ReadOnlySpan<ushort> Selection => _isSelected ? _places!.AsSpan(0, _selected) : default;

    /// <summary>The rows for a kernel.</summary>
    internal RowSet Rows => new(Length, _isSelected ? Places : null, Count);

    internal ushort* Places => (ushort*)Marshal.UnsafeAddrOfPinnedArrayElement(
        _places ??= GC.AllocateUninitializedArray<ushort>(MaxRows, pinned: true), 0);

    /// <summary>Says how many rows the columns have now; all are meant.</summary>
    /// <param name="rows">0 to <see cref="MaxRows"/>.</param>
    public void SetLength(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, MaxRows);
        Length = rows;
        _isSelected = false;
    }

    /// <summary>The place of a row that is meant.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public int PlaceOf(int index) => _isSelected ? _places![index] : index;

    /// <summary>Returns the memory of all columns; the batch is not used any more.</summary>
    public void DisposeColumns()
    {
        foreach (ColumnVector column in Columns)
        {
            column.Dispose();
        }
    }

    /// <summary>The first so many of <see cref="Places"/> are the rows that are meant.</summary>
    internal void Select(int count)
    {
        _selected = count;
        _isSelected = true;
    }

    /// <summary>Takes over which rows are meant from a batch whose columns these are computed from.</summary>
    internal void SelectLike(ColumnBatch other)
    {
        Length = other.Length;
        _isSelected = other._isSelected;
        _selected = other._selected;
        if (_isSelected)
        {
            other.Selection.CopyTo(new Span<ushort>(Places, MaxRows));
        }
    }

    /// <summary>Selects the rows, of those that are meant, in which a boolean is true.</summary>
    internal void Keep(ColumnVector truth)
    {
        ushort* places = Places;
        if (_isSelected)
        {
            int kept = 0;
            for (int i = 0; i < _selected; i++)
            {
                ushort row = places[i];
                places[kept] = row;
                kept += truth.GetBoolean(row) && !truth.IsNull(row) ? 1 : 0;
            }

            Select(kept);
            return;
        }

        ulong* words = stackalloc ulong[MaxRows / 64];
        for (int word = 0; word < Bits.Words(Length); word++)
        {
            words[word] = truth.MayBeNull ? truth.Words[word] & truth.Validity[word] : truth.Words[word];
        }

        int count = Bits.Count(words, Length);
        if (count < Length)
        {
            Bits.Flatten(words, Length, places);
            Select(count);
        }
    }
}
