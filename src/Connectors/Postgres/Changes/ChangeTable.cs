using System.Text;
using System.Text.Json;
using Npgsql.Replication.PgOutput.Messages;

namespace HotStream.Postgres;

/// <summary>What the server has said of a table, as it is written: made once, not for each row.</summary>
internal sealed class ChangeTable
{
    public ChangeTable(RelationMessage relation)
    {
        Name = Encoding.UTF8.GetBytes($"{relation.Namespace}.{relation.RelationName}");
        Columns = [.. relation.Columns.Select(static column => new Column(JsonEncodedText.Encode(column.ColumnName), column.DataTypeId,
            (column.Flags & RelationMessage.Column.ColumnFlags.PartOfKey) != 0))];
    }

    /// <summary>Schema and name.</summary>
    public byte[] Name { get; }

    public Column[] Columns { get; }

    /// <summary>A column.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Type">The number of its type.</param>
    /// <param name="IsKey">Whether it is part of what identifies a row.</param>
    public readonly record struct Column(JsonEncodedText Name, uint Type, bool IsKey);
}
