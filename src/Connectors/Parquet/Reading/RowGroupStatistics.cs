using System.Buffers.Binary;
using Parquet.Meta;

namespace HotStream.Parquet;

/// <summary>Which row groups cannot have a row that is wanted, by the least and greatest values that the file notes.</summary>
internal sealed class RowGroupStatistics(ParquetFile file, Schema schema, IReadOnlyList<ColumnCondition> conditions)
{
    private readonly (ParquetLeaf Leaf, ColumnCondition Condition)[] _conditions =
        [.. conditions.Select(condition => (LeafOf(file, schema[condition.Column].Name), condition))
            .Where(pair => pair.Item1 is not null).Select(pair => (pair.Item1!, pair.condition))];

    /// <summary>Whether a row group may have rows that meet all conditions.</summary>
    public bool MayHold(int group) => _conditions.All(pair => MayHold(group, pair.Leaf, pair.Condition));

    private bool MayHold(int group, ParquetLeaf leaf, ColumnCondition condition)
    {
        ColumnMetaData? column = file.Reader.RowGroups[group].GetMetadata(leaf.Field)?.MetaData;
        if (column?.Statistics is not { } statistics)
        {
            return true;
        }

        switch (condition.Operator)
        {
            case ConditionOperator.IsNull:
                return statistics.NullCount != 0;
            case ConditionOperator.IsNotNull:
                return statistics.NullCount != column.NumValues;
        }

        if (statistics.NullCount == column.NumValues)
        {
            return false;
        }

        int? least = Compare(statistics.MinValue, leaf, condition.Value!);
        int? most = Compare(statistics.MaxValue, leaf, condition.Value!);
        // NaN is in no statistics, and greater than all that is.
        bool mayExceed = leaf.Type.Kind == TypeKind.Double;
        return condition.Operator switch
        {
            ConditionOperator.Equal => !(least > 0) && !(most < 0),
            ConditionOperator.Less => !(least >= 0),
            ConditionOperator.LessOrEqual => !(least > 0),
            ConditionOperator.Greater => mayExceed || !(most <= 0),
            _ => mayExceed || !(most < 0),
        };
    }

    /// <summary>How a noted bound compares with a value; null when nobody can say.</summary>
    private static int? Compare(byte[]? bound, ParquetLeaf leaf, object value)
    {
        switch (leaf.Leaf.Stored)
        {
            case StoredAs.Int32 when bound?.Length == 4 && leaf.Type.Kind == TypeKind.Int:
                return BinaryPrimitives.ReadInt32LittleEndian(bound).CompareTo((int)value);
            case StoredAs.Int32 when bound?.Length == 4:
                return BinaryPrimitives.ReadInt32LittleEndian(bound)
                    .CompareTo(((DateOnly)value).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber);
            case StoredAs.UInt32 when bound?.Length == 4:
                return ((long)BinaryPrimitives.ReadUInt32LittleEndian(bound)).CompareTo((long)value);
            case StoredAs.Int64 when bound?.Length == 8 && leaf.Type.Kind == TypeKind.Long:
                return BinaryPrimitives.ReadInt64LittleEndian(bound).CompareTo((long)value);
            case StoredAs.Int64 when bound?.Length == 8:
                return BinaryPrimitives.ReadInt64LittleEndian(bound)
                    .CompareTo((((DateTime)value).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);
            case StoredAs.Single when bound?.Length == 4:
                return Compare(BinaryPrimitives.ReadSingleLittleEndian(bound), (double)value);
            case StoredAs.Double when bound?.Length == 8:
                return Compare(BinaryPrimitives.ReadDoubleLittleEndian(bound), (double)value);
            case StoredAs.Bytes when bound is not null:
                return bound.AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes((string)value));
            default:
                return null;
        }
    }

    private static int? Compare(double bound, double value) => double.IsNaN(bound) || double.IsNaN(value) ? null
        : bound < value ? -1 : bound > value ? 1 : 0;

    private static ParquetLeaf? LeafOf(ParquetFile file, string name) =>
        file.Columns.FirstOrDefault(column => column.Name == name)?.Node as ParquetLeaf;
}
