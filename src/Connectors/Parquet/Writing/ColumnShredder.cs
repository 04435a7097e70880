using System.Numerics;
using Parquet.Data;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Cuts the values of a column into the entries of its leaves: the reverse of what <see cref="ParquetNode"/> does.</summary>
internal abstract class ColumnShredder
{
    /// <summary>The value of a row.</summary>
    /// <param name="column">The column.</param>
    /// <param name="row">The row.</param>
    /// <param name="rep">At which depth it repeats.</param>
    /// <param name="def">Up to which depth what encloses it is there.</param>
    public abstract void Write(ColumnVector column, int row, int rep, int def);

    /// <summary>What encloses it is not there.</summary>
    public abstract void WriteMissing(int rep, int def);

    /// <param name="type">The column's type.</param>
    /// <param name="fields">The fields of its leaves are taken from here.</param>
    /// <param name="leaves">Gets its leaves.</param>
    /// <param name="depth">Lists that enclose it.</param>
    public static ColumnShredder Of(DataType type, Queue<DataField> fields, List<LeafBuffer> leaves, int depth = 0)
    {
        switch (type)
        {
            case ArrayType array:
                return new Lists([Of(array.Element, fields, leaves, depth + 1)], depth + 1);
            case MapType map:
                return new Lists([Of(map.Key, fields, leaves, depth + 1), Of(map.Value, fields, leaves, depth + 1)], depth + 1);
            case StructType structure:
                return new Structs([.. structure.Fields.Select(field => Of(field.Type, fields, leaves, depth))]);
            default:
                DataField stored = fields.Dequeue();
                LeafBuffer leaf = type.Kind switch
                {
                    TypeKind.Boolean => new BooleanBuffer(stored),
                    TypeKind.Int or TypeKind.Date => new NumberBuffer<int>(stored),
                    TypeKind.Double => new NumberBuffer<double>(stored),
                    TypeKind.String => new TextBuffer(stored),
                    TypeKind.Decimal => OfDecimal((DecimalType)type, stored),
                    _ => new NumberBuffer<long>(stored),
                };
                leaves.Add(leaf);
                return new Leaf(leaf);
        }
    }

    private static LeafBuffer OfDecimal(DecimalType type, DataField stored) => type.Precision switch
    {
        <= ParquetShape.DigitsOf32Bits => new DecimalBuffer<int>(stored, static value => (int)value),
        <= ParquetShape.DigitsOf64Bits => new DecimalBuffer<long>(stored, static value => (long)value),
        _ => new DecimalBuffer<BigDecimal>(stored, value => new BigDecimal((BigInteger)value, type.Precision, type.Scale)),
    };

    private sealed class Leaf(LeafBuffer buffer) : ColumnShredder
    {
        public override void Write(ColumnVector column, int row, int rep, int def)
        {
            if (column.IsNull(row))
            {
                buffer.AddMissing(rep, def);
            }
            else
            {
                buffer.Add(column, row, rep);
            }
        }

        public override void WriteMissing(int rep, int def) => buffer.AddMissing(rep, def);
    }

    private sealed class Structs(ColumnShredder[] parts) : ColumnShredder
    {
        public override void Write(ColumnVector column, int row, int rep, int def)
        {
            if (column.IsNull(row))
            {
                WriteMissing(rep, def);
                return;
            }

            for (int part = 0; part < parts.Length; part++)
            {
                parts[part].Write(column.Children[part], row, rep, def + 1);
            }
        }

        public override void WriteMissing(int rep, int def)
        {
            foreach (ColumnShredder part in parts)
            {
                part.WriteMissing(rep, def);
            }
        }
    }

    private sealed class Lists(ColumnShredder[] parts, int depth) : ColumnShredder
    {
        public override void Write(ColumnVector column, int row, int rep, int def)
        {
            if (column.IsNull(row))
            {
                WriteMissing(rep, def);
                return;
            }

            ReadOnlySpan<int> offsets = column.Values<int>();
            int start = offsets[row];
            int end = offsets[row + 1];
            if (start == end)
            {
                WriteMissing(rep, def + 1);
                return;
            }

            for (int part = 0; part < parts.Length; part++)
            {
                for (int at = start; at < end; at++)
                {
                    parts[part].Write(column.Children[part], at, at == start ? rep : depth, def + 2);
                }
            }
        }

        public override void WriteMissing(int rep, int def)
        {
            foreach (ColumnShredder part in parts)
            {
                part.WriteMissing(rep, def);
            }
        }
    }
}
