namespace HotStream;

/// <summary>Lists, structs and maps. Places of lists count from 1 in <c>element_at</c>, from 0 in brackets, as in Spark.</summary>
internal static class NestedFunctions
{
    public static IEnumerable<FunctionEntry> All { get; } =
    [
        new("array", "A list of the values.", "array(1, 2)", "[1, 2]", args =>
        {
            Bound[] values = TypeRules.Unify("array", args);
            return Own("array", values, DataType.Array(values.Length == 0 ? DataType.Null : values[0].Type), MakeArray);
        }),
        new("struct", "A struct of the values; columns give its fields their names.", "struct(1, 'a')", "{1, a}", args =>
            Struct([.. args.Select((argument, at) => argument is BoundColumn column ? column.Column.Name : argument is BoundField field
                ? field.Name
                : $"col{at + 1}")], args)),
        new("named_struct", "A struct of names and values in turn.", "named_struct('a', 1)", "{1}", args => args.Count % 2 != 0
            ? throw new AnalysisException("named_struct takes names and values in turn.")
            : Struct([.. args.Where((_, at) => at % 2 == 0).Select(name => Arguments.Text("named_struct", "name", name))],
                [.. args.Where((_, at) => at % 2 != 0)])),
        new("map", "A map of keys and values in turn.", "map('a', 1)", "{a -> 1}", args =>
        {
            Bound[] keys = TypeRules.Unify("map", [.. args.Where((_, at) => at % 2 == 0)]);
            Bound[] values = TypeRules.Unify("map", [.. args.Where((_, at) => at % 2 != 0)]);
            return keys.Length != values.Length || keys.Length == 0 ? throw new AnalysisException("map takes keys and values in turn.")
                : Own("map", [.. keys.Zip(values).SelectMany(pair => (Bound[])[pair.First, pair.Second])],
                    DataType.Map(keys[0].Type, values[0].Type), MakeMap);
        }),
        new("size", "Values of a list or a map; -1 of a null.", "size(array(1, 2))", "2", args =>
        {
            Arguments.Check("size", args, 1);
            return args[0].Type.Kind is not (TypeKind.Array or TypeKind.Map)
                ? throw new AnalysisException($"size takes a list or a map; {args[0].Text} is {args[0].Type}.")
                : Own("size", args, DataType.Int, Size);
        }) { Aliases = ["cardinality"] },
        new("getitem", "The value at a place of a list, from 0, or of a key of a map; null when there is none.", "array(10, 20)[1]", "20",
            args => Item("getitem", args, false)),
        new("element_at", "The value at a place of a list, from 1, from the end when negative, or of a key of a map.",
            "element_at(array(1, 2), -1)", "2",
            args => Item("element_at", args, true)),
        new("try_element_at", "As element_at, and null where there is none also under ANSI.", "try_element_at(array(1, 2), 3)", "NULL",
            args => Item("try_element_at", args, true)),
        new("get", "The value at a place of a list, from 0; null where there is none, also under ANSI.", "get(array(10, 20), 1)", "20",
            args => Item("get", args, false)),
        OfList("array_contains", "Whether a value is in the list.", "array_contains(array(1, 2), 2)", "true", (list, value) =>
            (DataType.Boolean, ContainsValue)),
        OfList("array_position", "The place of a value in the list, from 1; 0 when it is not there.", "array_position(array(5, 6), 6)", "2",
            (list, value) => (DataType.Long, PositionOf)),
        new("array_min", "The least value of a list that is not null.", "array_min(array(3, 1))", "1", args =>
            Extreme("array_min", args, 1)),
        new("array_max", "The greatest value of a list that is not null.", "array_max(array(3, 1))", "3", args =>
            Extreme("array_max", args, -1)),
        new("array_distinct", "The values of a list, each once.", "array_distinct(array(1, 2, 1))", "[1, 2]", args =>
            Reorder("array_distinct", args, ListOrders.Distinct)),
        new("sort_array", "The values of a list in ascending order, nulls first; in descending order when the second is false.",
            "sort_array(array(2, 1))",
            "[1, 2]", args => Reorder("sort_array", args.Take(1).ToArray(), args.Count == 2 && args[1] is BoundLiteral { Value: false }
                ? ListOrders.Descending : ListOrders.Ascending)),
        new("reverse_array", "The values of a list in reverse order.", "reverse_array(array(1, 2))", "[2, 1]", args =>
            Reorder("reverse_array", args, ListOrders.Reverse)),
        new("flatten", "The values of all lists in a list.", "flatten(array(array(1), array(2, 3)))", "[1, 2, 3]", args =>
        {
            Arguments.Check("flatten", args, 1);
            return args[0].Type is ArrayType { Element: ArrayType inner } ? Own("flatten", args, inner, Flatten)
                : throw new AnalysisException($"flatten takes a list of lists; {args[0].Text} is {args[0].Type}.");
        }),
        new("array_join", "The texts of a list with another between them; nulls are left out.", "array_join(array('a', 'b'), '-')", "a-b",
            args =>
        {
            Arguments.Check("array_join", args, 2);
            return Own("array_join", [Casts.Widen(args[0], DataType.Array(DataType.String)), Casts.Widen(args[1], DataType.String)],
                DataType.String, Join);
        }),
        new("sequence", "Whole numbers from one to another.", "sequence(1, 3)", "[1, 2, 3]", args =>
        {
            Arguments.Check("sequence", args, 2, 3);
            return Own("sequence", [.. args.Select(argument => Casts.Widen(argument, DataType.Long))], DataType.Array(DataType.Long),
                Sequence);
        }),
        new("map_keys", "The keys of a map.", "map_keys(map('a', 1))", "[a]", args => Part("map_keys", args, 0)),
        new("map_values", "The values of a map.", "map_values(map('a', 1))", "[1]", args => Part("map_values", args, 1)),
    ];

    private static BoundCall Own(string name, IReadOnlyList<Bound> inputs, DataType type, ColumnMap map) =>
        new(name, inputs, type, NullRule.Own, () => new ColumnKernel(map));

    private static BoundCall Struct(string[] names, IReadOnlyList<Bound> values)
    {
        var type = new StructType(new Schema(names.Zip(values, (name, value) => new StructField(name, value.Type))));
        return Own($"struct<{string.Join(',', names)}>", values, type, static (inputs, result, rows, _) =>
        {
            result.ClearNulls();
            int[] places = ListOrders.MeantPlaces(rows);
            for (int i = 0; i < inputs.Length; i++)
            {
                ColumnCopy.Append(inputs[i], places, result.Children[i], 0, null);
            }
        });
    }

    private static void MakeArray(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts) =>
        MakeList(inputs, result, rows, 1);

    private static void MakeMap(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts) =>
        MakeList(inputs, result, rows, 2);

    private static unsafe void MakeList(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, int parts)
    {
        result.ClearNulls();
        result.Offsets[0] = 0;
        Span<int> place = stackalloc int[1];
        int end = 0;
        int next = 0;
        foreach (ColumnVector child in result.Children)
        {
            child.ClearNulls();
        }

        for (int row = 0; row < rows.Length; row++)
        {
            if (rows.IsMeant(row, ref next))
            {
                place[0] = row;
                for (int i = 0; i < inputs.Length; i++)
                {
                    ColumnCopy.Append(inputs[i], place, result.Children[i % parts], end + (i / parts), null);
                }

                end += inputs.Length / parts;
            }

            result.Offsets[row + 1] = end;
        }
    }

    private static unsafe void Size(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        result.ClearNulls();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            Cell.Write(result, row, inputs[0].IsNull(row) ? -1 : inputs[0].Offsets[row + 1] - inputs[0].Offsets[row]);
        }
    }

    private static BoundCall Item(string name, IReadOnlyList<Bound> args, bool fromOne)
    {
        Arguments.Check(name, args, 2);
        return args[0].Type switch
        {
            ArrayType array => Own(name, [args[0], Casts.Widen(args[1], DataType.Long)], array.Element,
                (inputs, result, rows, _) => ItemOfList(inputs, result, rows, fromOne)),
            MapType map => Own(name, [args[0], Casts.Widen(args[1], map.Key)], map.Value, ItemOfMap),
            _ => throw new AnalysisException($"{args[0].Text} of type {args[0].Type} has no items; lists and maps have."),
        };
    }

    private static unsafe void ItemOfList(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, bool fromOne)
    {
        int[] places = new int[rows.Length];
        int next = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            places[row] = -1;
            if (!rows.IsMeant(row, ref next) || inputs[0].IsNull(row) || inputs[1].IsNull(row))
            {
                continue;
            }

            int length = inputs[0].Offsets[row + 1] - inputs[0].Offsets[row];
            long at = Cell.Read<long>(inputs[1], row);
            at = !fromOne ? at : at > 0 ? at - 1 : at < 0 ? length + at : -1;
            places[row] = at >= 0 && at < length ? inputs[0].Offsets[row] + (int)at : -1;
        }

        result.ClearNulls();
        ColumnCopy.Append(inputs[0].Children[0], places, result, 0, null);
    }

    private static unsafe void ItemOfMap(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        int[] places = new int[rows.Length];
        int next = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            places[row] = -1;
            bool isKnown = rows.IsMeant(row, ref next) && !inputs[0].IsNull(row) && !inputs[1].IsNull(row);
            for (int at = isKnown ? inputs[0].Offsets[row] : 0; isKnown && at < inputs[0].Offsets[row + 1]; at++)
            {
                if (Order.Compare(inputs[0].Children[0], at, inputs[1], row) == 0)
                {
                    places[row] = at;
                    break;
                }
            }
        }

        result.ClearNulls();
        ColumnCopy.Append(inputs[0].Children[1], places, result, 0, null);
    }

    private static FunctionEntry OfList(string name, string summary, string example, string answer, Func<ArrayType, Bound,
        (DataType, ColumnMap)> bind) =>
        new(name, summary, example, answer, args =>
        {
            Arguments.Check(name, args, 2);
            if (args[0].Type is not ArrayType array)
            {
                throw new AnalysisException($"{name} takes a list; {args[0].Text} is {args[0].Type}.");
            }

            DataType element = TypeRules.Common(array.Element, args[1].Type)
                ?? throw new AnalysisException($"{args[1].Text} of type {args[1].Type} cannot be in a list of {array.Element}.");
            (DataType type, ColumnMap map) = bind(array, args[1]);
            return new BoundCall(name, [Casts.Widen(args[0], DataType.Array(element)), Casts.Widen(args[1], element)], type,
                NullRule.Strict,
                () => new ColumnKernel(map));
        });

    private static void ContainsValue(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts) =>
        ListOrders.Find(inputs, rows, result, (row, at, hasNull) =>
        {
            result.SetBoolean(row, at >= 0);
            if (at < 0 && hasNull)
            {
                result.SetNull(row);
            }
        });

    private static void PositionOf(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts) =>
        ListOrders.Find(inputs, rows, result, (row, at, _) => Cell.Write(result, row, at + 1L));

    private static BoundCall Extreme(string name, IReadOnlyList<Bound> args, int sign)
    {
        Arguments.Check(name, args, 1);
        return args[0].Type is ArrayType array
            ? Own(name, args, array.Element, (inputs, result, rows, _) => ListOrders.Extreme(inputs[0], result, rows, sign))
            : throw new AnalysisException($"{name} takes a list; {args[0].Text} is {args[0].Type}.");
    }

    private static BoundCall Reorder(string name, IReadOnlyList<Bound> args, ListOrders.Reordering order)
    {
        Arguments.Check(name, args, 1);
        return args[0].Type is ArrayType
            ? Own(name + order.Method.Name, args, args[0].Type, (inputs, result, rows, _) =>
                ListOrders.Run(inputs[0], 0, result, rows, order))
            : throw new AnalysisException($"{name} takes a list; {args[0].Text} is {args[0].Type}.");
    }

    private static void Flatten(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts) =>
        ListOrders.Flatten(inputs[0], result, rows);

    private static unsafe void Join(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        result.ClearNulls();
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (inputs[0].IsNull(row) || inputs[1].IsNull(row))
            {
                result.SetNull(row);
                continue;
            }

            var parts = new List<string>();
            for (int at = inputs[0].Offsets[row]; at < inputs[0].Offsets[row + 1]; at++)
            {
                if (!inputs[0].Children[0].IsNull(at))
                {
                    parts.Add(Cell.Read<Utf8Slice>(inputs[0].Children[0], at).ToString());
                }
            }

            Cell.Write(result, row, texts.Add(string.Join(Cell.Read<Utf8Slice>(inputs[1], row).ToString(), parts)));
        }
    }

    private static unsafe void Sequence(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        result.ClearNulls();
        ColumnVector values = result.Children[0];
        values.ClearNulls();
        result.Offsets[0] = 0;
        int end = 0;
        int next = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            bool isKnown = rows.IsMeant(row, ref next) && !inputs[0].IsNull(row) && !inputs[1].IsNull(row)
                && !inputs[^1].IsNull(row);
            long from = isKnown ? Cell.Read<long>(inputs[0], row) : 0;
            long to = isKnown ? Cell.Read<long>(inputs[1], row) : 0;
            long step = !isKnown || inputs.Length < 3 ? (from <= to ? 1 : -1) : Cell.Read<long>(inputs[2], row);
            long count = step == 0 || (to - from) / step < 0 ? 0 : ((to - from) / step) + 1;
            if (!isKnown || count > 10_000_000)
            {
                result.SetNull(row); // longer lists than that are a mistake, and would take the memory of everybody else
                count = 0;
            }

            values.EnsureCapacity(end + (int)count, end);
            for (int i = 0; i < count; i++)
            {
                Cell.Write(values, end++, from + (i * step));
            }

            result.Offsets[row + 1] = end;
        }
    }

    private static BoundCall Part(string name, IReadOnlyList<Bound> args, int part)
    {
        Arguments.Check(name, args, 1);
        return args[0].Type is MapType map ? Own(name, args, DataType.Array(part == 0 ? map.Key : map.Value),
            (inputs, result, rows, _) => ListOrders.Run(inputs[0], part, result, rows, ListOrders.AsTheyAre))
            : throw new AnalysisException($"{name} takes a map; {args[0].Text} is {args[0].Type}.");
    }
}
