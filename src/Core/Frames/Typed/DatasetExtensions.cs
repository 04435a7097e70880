using System.Diagnostics.CodeAnalysis;

namespace HotStream;

/// <summary>Between frames and rows that are objects.</summary>
public static class DatasetExtensions
{
    /// <summary>
    /// The rows as objects of a class: each member is the column of its name, first by its letters and then without regard to case; other
    /// columns are left out.
    /// </summary>
    /// <typeparam name="T">The rows.</typeparam>
    /// <param name="frame">The frame.</param>
    /// <exception cref="AnalysisException">There is no such column, or its values may not fit the member.</exception>
    public static Dataset<T> As<[DynamicallyAccessedMembers(RecordShape.Needed)] T>(this DataFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        RecordShape shape = RecordShape.Of(typeof(T));
        if (shape.IsValue && frame.Columns.Count != 1)
        {
            throw new AnalysisException($"A {typeof(T).Name} is a row of one column; there are {frame.Columns.Count}: {frame}.");
        }

        return new Dataset<T>(frame.Select([.. shape.Members.Select(member => ColumnOf(frame, member))]), shape);
    }

    /// <summary>Rows made of objects that are there.</summary>
    /// <typeparam name="T">The objects.</typeparam>
    /// <param name="session">The session of the rows.</param>
    /// <param name="records">The objects.</param>
    public static Dataset<T> CreateDataset<[DynamicallyAccessedMembers(RecordShape.Needed)] T>(this Session session,
        params IEnumerable<T> records)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(records);
        RecordShape shape = RecordShape.Of(typeof(T));
        return new Dataset<T>(session.CreateDataFrame(shape.Schema, records.Select(record => shape.Values(record))), shape);
    }

    /// <summary>Rows made by a function in C#, called for each row, from several threads at the same time.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="schema">The columns of the new rows.</param>
    /// <param name="map">Sets the values of a new row: <c>(row, result) => result.Set(0, row.GetDouble("celsius") * 1.8)</c>.</param>
    public static DataFrame Map(this DataFrame frame, Schema schema, RowMap map)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(map);
        return new DataFrame(frame.Session, MapPlan.Of(frame.Plan, map, schema));
    }

    /// <summary>Objects made by a function in C#, called for each row, from several threads at the same time.</summary>
    /// <typeparam name="T">The objects.</typeparam>
    /// <param name="frame">The frame.</param>
    /// <param name="map">The function: <c>row => new Risk(row.GetText("device").ToString(), row.GetDouble("celsius"))</c>.</param>
    public static Dataset<T> Map<[DynamicallyAccessedMembers(RecordShape.Needed)] T>(this DataFrame frame, Func<FrameRow, T> map)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(map);
        RecordShape shape = RecordShape.Of(typeof(T));
        return new Dataset<T>(frame.Map(shape.Schema, (row, result) =>
        {
            object?[] values = shape.Values(map(row));
            for (int i = 0; i < values.Length; i++)
            {
                result.Set(i, values[i]);
            }
        }), shape);
    }

    private static Column ColumnOf(DataFrame frame, RecordMember member)
    {
        string name = member.Info is null ? frame.Columns[0] : member.Name;
        if (frame.Schema.IndexOf(name) is not (int at and >= 0))
        {
            throw new AnalysisException($"There is no column '{name}'.{Nearest.Hint(name, frame.Columns)}");
        }

        DataType type = frame.Schema[at].Type;
        Column column = frame.ColumnAt(at);
        return TypeRules.CostOf(type, member.Type.DataType) <= Conversion.Widen ? column.Cast(member.Type.DataType).As(member.Name)
            : throw new AnalysisException($"Column '{frame.Columns[at]}' is {type}; member {member.Name} is {member.Type.DataType}, which "
                + $"does not hold all of it. Cast it first: WithColumn(\"{frame.Columns[at]}\", ...Cast(\"{member.Type.DataType}\")).");
    }
}
