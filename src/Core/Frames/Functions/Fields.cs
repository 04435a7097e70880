namespace HotStream;

/// <summary>What a name behind a dot means.</summary>
internal static class Fields
{
    /// <summary>A field of a struct, the list of a field of all structs in a list, or the value of a key of a map.</summary>
    public static Bound Of(Bound from, string name)
    {
        if (from.Type is MapType { Key.Kind: TypeKind.String })
        {
            return FunctionTable.Bind("getitem", [from, new BoundLiteral(name, DataType.String)]);
        }

        if (from.Type is ArrayType { Element: StructType element })
        {
            int at = IndexOf(from, element, name);
            return new BoundCall($"field{at}", [from], DataType.Array(element.Fields[at].Type), NullRule.Own,
                () => new ColumnKernel((inputs, result, rows, _) => FieldOfAll(inputs[0], result, rows, at)), $"{from.Text}.{name}");
        }

        if (from.Type is not StructType structure)
        {
            throw new AnalysisException($"{from.Text} is {from.Type}, which has no field '{name}'.");
        }

        int index = IndexOf(from, structure, name);
        return new BoundField(from, index, structure.Fields[index].Name, structure.Fields[index].Type);
    }

    private static int IndexOf(Bound from, StructType structure, string name) => structure.Fields.IndexOf(name) is int at and >= 0 ? at
        : throw new AnalysisException($"{from.Text} has no field "
            + $"'{name}'.{Nearest.Hint(name, structure.Fields.Select(field => field.Name))}");

    private static unsafe void FieldOfAll(ColumnVector list, ColumnVector result, RowSet rows, int field)
    {
        result.ClearNulls();
        result.Children[0].ClearNulls();
        if (list.MayBeNull)
        {
            new Span<ulong>(list.Validity, Bits.Words(rows.Length)).CopyTo(new Span<ulong>(result.TakeValidity(), Bits.Words(rows.Length)));
        }

        new Span<int>(list.Offsets, rows.Length + 1).CopyTo(new Span<int>(result.Offsets, rows.Length + 1));
        int[] places = [.. Enumerable.Range(0, list.Offsets[rows.Length])];
        ColumnCopy.Append(list.Children[0].Children[field], places, result.Children[0], 0, null);
    }
}
