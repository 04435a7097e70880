namespace HotStream;

/// <summary>Terms as columns of rows.</summary>
internal static class RowTerms
{
    /// <summary>A column for each member, of its type; a member that nobody set has what a new object has.</summary>
    public static IEnumerable<Column> Columns(Term term, RecordShape shape)
    {
        if (shape.IsValue)
        {
            return [Named(LambdaReader.ValueOf(term), shape.Members[0])];
        }

        return shape.Members.Select(member => Named(term switch
        {
            RecordTerm record when record.Find(member.Name) is { } value => LambdaReader.ValueOf(value),
            RecordTerm => Literals.Of(member.Type.Default, member.Type.Type),
            _ => new FieldExpression(LambdaReader.ValueOf(term), member.Name),
        }, member));
    }

    /// <summary>The values of a key, with names.</summary>
    public static IEnumerable<(string Name, Expression Value)> Parts(Term term) => term is RecordTerm record
        ? record.Members.SelectMany(member => member.Value is RecordTerm ? Parts(member.Value)
            : [(member.Name, LambdaReader.ValueOf(member.Value))])
        : [("key", LambdaReader.ValueOf(term))];

    public static Expression AreEqual(Term left, Term right)
    {
        Expression? all = null;
        foreach (((_, Expression a), (_, Expression b)) in Parts(left).Zip(Parts(right)))
        {
            var equal = new CallExpression("=", [a, b]);
            all = all is null ? equal : new CallExpression("and", [all, equal]);
        }

        return all!;
    }

    public static object? Create(RecordShape shape, FrameRow row)
    {
        object?[] values = new object?[shape.Members.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = row.Get(i);
        }

        return shape.Create(values);
    }

    private static Column Named(Expression value, RecordMember member) =>
        new(new AliasExpression(new CastExpression(value, member.Type.DataType), [member.Name]));
}
