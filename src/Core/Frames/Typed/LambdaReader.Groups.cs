using Linq = System.Linq.Expressions;

namespace HotStream;

internal sealed partial class LambdaReader
{
    /// <summary>What LINQ asks of a group or of a list.</summary>
    private Term OfSequence(Linq.MethodCallExpression call, Linq.Expression source, string name)
    {
        Term from = TermOf(source);
        Linq.Expression[] arguments = [.. call.Arguments.Skip(1).Where(argument => !IsComparer(argument))];
        if (from is GroupTerm group)
        {
            return OfGroup(call, group, name, arguments);
        }

        return (name, arguments.Length) switch
        {
            ("Contains", 1) => Contains(from, arguments[0]),
            ("Count", 0) => new ValueTerm(Call("size", ValueOf(from))),
            ("First" or "FirstOrDefault", 0) =>
                new ValueTerm(Call("try_element_at", ValueOf(from), new LiteralExpression(1, DataType.Int))),
            ("Last" or "LastOrDefault", 0) =>
                new ValueTerm(Call("try_element_at", ValueOf(from), new LiteralExpression(-1, DataType.Int))),
            ("ElementAt" or "ElementAtOrDefault", 1) => new ValueTerm(Call("get", ValueOf(from), ValueOf(arguments[0]))),
            ("Min", 0) => new ValueTerm(Call("array_min", ValueOf(from))),
            ("Max", 0) => new ValueTerm(Call("array_max", ValueOf(from))),
            ("Distinct", 0) => new ValueTerm(Call("array_distinct", ValueOf(from))),
            ("Reverse", 0) => new ValueTerm(Call("reverse_array", ValueOf(from))),
            ("Any", 0) => new ValueTerm(Call(">", Call("size", ValueOf(from)), new LiteralExpression(0, DataType.Int))),
            ("ToArray" or "ToList" or "AsEnumerable", 0) => from,
            _ => throw Refused(call, $"{call.Method.DeclaringType!.Name}.{name}"),
        };
    }

    private static bool IsComparer(Linq.Expression argument) =>
        KnownValue.TryOf(argument, out object? value) && value is null && argument.Type.IsGenericType
        && argument.Type.GetGenericTypeDefinition() == typeof(IEqualityComparer<>);

    private Term OfGroup(Linq.MethodCallExpression call, GroupTerm group, string name, Linq.Expression[] arguments)
    {
        Term Selected(int at) => arguments.Length > at ? Applied(arguments[at], group.Element) : group.Element;
        GroupTerm Filtered(int at) => arguments.Length <= at ? group : group with
        {
            Filter = group.Filter is null ? ConditionOf(arguments[at], group.Element)
                : Call("and", group.Filter, ConditionOf(arguments[at], group.Element)),
        };
        Term Aggregated(string function, Term value) => new ValueTerm(Aggregate(group, function, ValueOf(value)));
        switch (name)
        {
            case "Where":
                return Filtered(0);
            case "Select":
                return group with { Element = Selected(0) };
            case "Distinct":
                return group with { IsDistinct = true };
            case "Count" or "LongCount":
                Expression count = Counted(Filtered(0));
                return new ValueTerm(name == "Count" ? new CastExpression(count, DataType.Int) : count);
            case "Sum":
                return new ValueTerm(Call("coalesce", Aggregate(group, "sum", ValueOf(Selected(0))),
                    new LiteralExpression(0, DataType.Int)));
            case "Average":
                return Aggregated("avg", Selected(0));
            case "Min" or "Max":
                return Aggregated(name.ToLowerInvariant(), Selected(0));
            case "First" or "FirstOrDefault" or "Last" or "LastOrDefault":
                return Each(group.Element, value => Aggregate(Filtered(0), name.StartsWith('F') ? "first" : "last", value));
            case "MinBy" or "MaxBy":
                Expression by = ValueOf(Selected(0));
                return Each(group.Element, value => new CallExpression(name == "MinBy" ? "min_by" : "max_by", [value, by])
                { Filter = group.Filter });
            case "Any" when arguments.Length == 1:
                return new ValueTerm(Call("coalesce", Aggregate(group, "bool_or", ConditionOf(arguments[0], group.Element)),
                    new LiteralExpression(false, DataType.Boolean)));
            case "All":
                return new ValueTerm(Call("=", Counted(group with
                {
                    Filter = Call("not", Call("coalesce",
                    ConditionOf(arguments[0], group.Element), new LiteralExpression(false, DataType.Boolean)))
                }),
                    new LiteralExpression(0L, DataType.Long)));
            case "ToList" or "ToArray":
                return Aggregated(group.IsDistinct ? "collect_set" : "collect_list", group.Element);
            default:
                throw Refused(call, $"{name} of a group");
        }
    }

    private static CallExpression Aggregate(GroupTerm group, string name, Expression value) =>
        new(name, [value], group.IsDistinct && name is "sum" or "avg" or "count") { Filter = group.Filter };

    /// <summary>Rows of the group, or different values of it; a null is a value in C#, but none that is counted in SQL.</summary>
    private static CallExpression Counted(GroupTerm group) => group.IsDistinct
        ? new CallExpression("count", [ValueOf(group.Element)], true) { Filter = group.Filter }
        : new CallExpression("count", [new LiteralExpression(1, DataType.Int)]) { Filter = group.Filter };

    private static Term Each(Term element, Func<Expression, Expression> make) => element is RecordTerm record
        ? new RecordTerm([.. record.Members.Select(member => (member.Name, Each(member.Value, make)))])
        : new ValueTerm(make(ValueOf(element)));

    private Term Applied(Linq.Expression function, Term argument)
    {
        var lambda = (LambdaTerm)TermOf(function);
        Bind(lambda.Lambda, [argument]);
        return TermOf(lambda.Lambda.Body);
    }

    private Expression ConditionOf(Linq.Expression function, Term argument)
    {
        var lambda = (LambdaTerm)TermOf(function);
        Bind(lambda.Lambda, [argument]);
        return ValueOf(lambda.Lambda.Body, isTruth: true);
    }
}
