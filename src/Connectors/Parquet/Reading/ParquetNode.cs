using Parquet.Meta;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>
/// A column of a file, or a part of one. Each leaf has a stream of entries, with two levels: at which depth an entry repeats, and up to
/// which depth something is there ("Dremel: interactive analysis of web-scale datasets", Melnik et al., 2010). A node has a slot for each
/// row or element that encloses it: an entry that does not repeat deeper than those, and at which they are there. A node reads
/// slots from the entries of its first leaf.
/// </summary>
internal abstract class ParquetNode(DataType type)
{
    /// <summary>The type in frames.</summary>
    public DataType Type { get; } = type;

    /// <summary>The leaf whose levels say where this is there.</summary>
    public abstract ParquetLeaf First { get; }

    /// <summary>All leaves.</summary>
    public abstract IEnumerable<ParquetLeaf> Leaves { get; }

    /// <summary>Reads the slots of the entries that the leaves stand at.</summary>
    /// <param name="into">Gets a value for each slot, from the first on.</param>
    /// <param name="rep">The deepest repetition of what encloses the node.</param>
    /// <param name="def">The definition level from which on what encloses it is there.</param>
    /// <returns>How many slots there were.</returns>
    public abstract int Read(ColumnVector into, int rep, int def);

    /// <summary>The column of a field; a leaf that frames have no type for is reported instead.</summary>
    /// <param name="field">The field.</param>
    /// <param name="types">The types of leaves.</param>
    /// <param name="problem">Which part has a type that frames have not.</param>
    public static ParquetNode? Of(Field field, IReadOnlyDictionary<SchemaElement, LeafType> types, ref string? problem)
    {
        switch (field)
        {
            case DataField data:
                return OfData(data, types, ref problem);
            case ListField list:
                bool isBare = list.Item is DataField { IsArray: true }; // a repeated value without a group around it
                ParquetNode? element = isBare ? Leaf((DataField)list.Item, types, ref problem) : Of(list.Item, types, ref problem);
                return element is null ? null
                    : isBare ? new ParquetList(DataType.Array(element.Type), [element], list.MaxDefinitionLevel,
                        list.Item.MaxDefinitionLevel, list.Item.MaxRepetitionLevel)
                    : new ParquetList(DataType.Array(element.Type), [element], list.MaxDefinitionLevel - 1, list.MaxDefinitionLevel,
                        list.MaxRepetitionLevel);
            case MapField map:
                ParquetNode? key = Of(map.Key, types, ref problem);
                ParquetNode? value = Of(map.Value, types, ref problem);
                return key is null || value is null ? null : new ParquetList(DataType.Map(key.Type, value.Type), [key, value],
                    map.MaxDefinitionLevel - 1, map.MaxDefinitionLevel, map.MaxRepetitionLevel);
            case global::Parquet.Schema.StructField structure:
                var parts = new List<ParquetNode>();
                foreach (Field part in structure.Fields)
                {
                    if (Of(part, types, ref problem) is { } node)
                    {
                        parts.Add(node);
                    }
                }

                return parts.Count < structure.Fields.Count ? null : new ParquetStruct(
                    DataType.Struct([.. parts.Select((part, at) => new StructField(structure.Fields[at].Name, part.Type))]), parts,
                    structure.MaxDefinitionLevel);
            default:
                problem ??= $"'{string.Join('.', field.Path.ToList())}' is a {field.SchemaType}";
                return null;
        }
    }

    private static ParquetNode? OfData(DataField data, IReadOnlyDictionary<SchemaElement, LeafType> types, ref string? problem)
    {
        ParquetLeaf? leaf = Leaf(data, types, ref problem);
        return leaf is not null && data.IsArray ? new ParquetList(DataType.Array(leaf.Type), [leaf], data.MaxDefinitionLevel - 1,
            data.MaxDefinitionLevel, data.MaxRepetitionLevel) : leaf;
    }

    private static ParquetLeaf? Leaf(DataField data, IReadOnlyDictionary<SchemaElement, LeafType> types, ref string? problem)
    {
        LeafType type = types[data.SchemaElement!];
        if (type.Type is null)
        {
            problem ??= $"'{string.Join('.', data.Path.ToList())}' is {type.Name}";
            return null;
        }

        return ParquetLeaf.Of(data, type);
    }
}
