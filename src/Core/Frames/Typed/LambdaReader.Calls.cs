using System.Collections;
using Linq = System.Linq.Expressions;

namespace HotStream;

internal sealed partial class LambdaReader
{
    private static readonly HashSet<string> s_dateParts = ["Year", "Month", "Day", "Hour", "Minute", "Second", "DayOfYear"];

    private static Term MemberOf(Term owner, Linq.MemberExpression member)
    {
        (string name, Type type) = (member.Member.Name, Bare(member.Expression!.Type));
        switch (owner)
        {
            case RecordTerm record:
                return record.Find(name) ?? throw Refused(member, $"{RecordShape.NameOf(type)}.{name}");
            case GroupTerm { Key: var key } when name == "Key":
                return key;
            case GroupTerm:
                throw Refused(member, $"{name} of a group");
            case KnownTerm:
                throw new AnalysisException($"{member} is null, and has no {name}.");
        }

        Expression value = ValueOf(owner);
        return new ValueTerm(name switch
        {
            "Value" when type != member.Expression.Type => value,
            "HasValue" when type != member.Expression.Type => Call("isnotnull", value),
            "Length" when type == typeof(string) => Call("length", value),
            "Count" when typeof(ICollection).IsAssignableFrom(type) => Call("size", value),
            "DayOfWeek" when IsTime(type) => Call("-", Call("dayofweek", value), new LiteralExpression(1, DataType.Int)),
            "Date" when IsTime(type) => Call("date_trunc", new LiteralExpression("day", DataType.String), value),
            _ when IsTime(type) && s_dateParts.Contains(name) => Call(name.ToLowerInvariant(), value),
            _ when Literals.TypeOf(type) is not null || typeof(IEnumerable).IsAssignableFrom(type) =>
                throw Refused(member, $"{type.Name}.{name}"),
            _ => new FieldExpression(value, name),
        });
    }

    private static bool IsTime(Type type) => type == typeof(DateTime) || type == typeof(DateOnly) || type == typeof(DateTimeOffset);

    private Term CallOf(Linq.MethodCallExpression call, bool isTruth)
    {
        Type owner = Bare(call.Method.DeclaringType!);
        string name = call.Method.Name;
        Linq.Expression? first = call.Object ?? (call.Arguments.Count > 0 ? KnownValue.WithoutSpan(call.Arguments[0]) : null);
        if (first is not null && (owner == typeof(Enumerable) || owner == typeof(MemoryExtensions)))
        {
            return OfSequence(call, first, name);
        }

        if (name == "Contains" && call.Object is not null && typeof(IEnumerable).IsAssignableFrom(owner) && owner != typeof(string))
        {
            return Contains(TermOf(call.Object), call.Arguments[0]);
        }

        Expression? value = owner == typeof(string) ? OfText(call, name)
            : owner == typeof(Math) || owner == typeof(double) || owner == typeof(MathF) ? OfNumber(call, name)
            : IsTime(owner) ? OfTime(call, name)
            : null;
        return value is not null ? new ValueTerm(value) : Other(call, owner, name, isTruth);
    }

    private ValueTerm Other(Linq.MethodCallExpression call, Type owner, string name, bool isTruth)
    {
        switch (name)
        {
            case "ToString" when call.Object is not null && call.Arguments.Count == 0:
                return new ValueTerm(new CastExpression(ValueOf(call.Object), DataType.String));
            case "GetValueOrDefault" when call.Object is not null && Nullable.GetUnderlyingType(call.Object.Type) is { } type:
                Expression otherwise = call.Arguments.Count == 1 ? ValueOf(call.Arguments[0])
                    : Literals.TypeOf(type) is { } simple ? new CastExpression(new LiteralExpression(0, DataType.Int), simple)
                    : throw Refused(call, name);
                return new ValueTerm(Call("coalesce", ValueOf(call.Object), otherwise));
            case "Equals" when call.Arguments.Count == 1 && call.Object is not null:
                return new ValueTerm(Equality(TermOf(call.Object), TermOf(call.Arguments[0]), true, isTruth, true, true));
            case "get_Item" when call.Object is not null && typeof(IEnumerable).IsAssignableFrom(owner) && owner != typeof(string):
                return new ValueTerm(Call("getitem", ValueOf(call.Object), ValueOf(call.Arguments[0])));
            case "ContainsKey" when call.Object is not null && typeof(IDictionary).IsAssignableFrom(owner):
                return new ValueTerm(Call("array_contains", Call("map_keys", ValueOf(call.Object)), ValueOf(call.Arguments[0])));
            default:
                throw Refused(call, $"{owner.Name}.{name}");
        }
    }

    private CallExpression? OfText(Linq.MethodCallExpression call, string name)
    {
        Expression Self() => ValueOf(call.Object!);
        Expression Argument(int at) => ValueOf(call.Arguments[at]);
        Expression Number(int at, int more) => Call("+", Argument(at), new LiteralExpression(more, DataType.Int));
        return (name, call.Arguments.Count) switch
        {
            ("StartsWith" or "EndsWith" or "Contains", 1 or 2) => Found(call, name.ToLowerInvariant()),
            ("ToUpper" or "ToUpperInvariant", 0) => Call("upper", Self()),
            ("ToLower" or "ToLowerInvariant", 0) => Call("lower", Self()),
            ("Trim", 0) => Call("trim", Self()),
            ("TrimStart", 0) => Call("ltrim", Self()),
            ("TrimEnd", 0) => Call("rtrim", Self()),
            ("Substring", 1) => Call("substring", Self(), Number(0, 1)),
            ("Substring", 2) => Call("substring", Self(), Number(0, 1), Argument(1)),
            ("Replace", 2) => Call("replace", Self(), Argument(0), Call("coalesce", Argument(1), new LiteralExpression("",
                DataType.String))),
            ("IndexOf", 1) => Call("-", Call("instr", Self(), Argument(0)), new LiteralExpression(1, DataType.Int)),
            ("PadLeft", 1 or 2) => Padded(call, "lpad"),
            ("PadRight", 1 or 2) => Padded(call, "rpad"),
            ("Split", 2) when KnownValue.TryOf(call.Arguments[1], out object? how) && how is StringSplitOptions.None =>
                Call("split", Self(), new LiteralExpression(System.Text.RegularExpressions.Regex.Escape(Known(call, 0)), DataType.String)),
            ("IsNullOrEmpty", 1) => Call("coalesce", Call("=", Argument(0), new LiteralExpression("", DataType.String)),
                new LiteralExpression(true, DataType.Boolean)),
            ("IsNullOrWhiteSpace", 1) => Call("coalesce", Call("=", Call("trim", Argument(0)), new LiteralExpression("", DataType.String)),
                new LiteralExpression(true, DataType.Boolean)),
            ("Concat", _) => Call("concat", [.. Parts(call, 0).Select(TextOf)]),
            ("Join", 2) when KnownValue.WithoutSpan(call.Arguments[1]) is not Linq.NewArrayExpression =>
                Call("array_join", Argument(1), Argument(0)),
            ("Join", _) => Call("concat_ws", [Argument(0), .. Parts(call, 1).Select(part => ValueOf(part))]),
            ("Format", _) => Formatted(call),
            ("Equals", 1 or 2) => Equals(call),
            _ => null,
        };
    }

    private CallExpression Equals(Linq.MethodCallExpression call)
    {
        Linq.Expression[] sides = call.Object is null ? [.. call.Arguments] : [call.Object, .. call.Arguments];
        Expression? folded = sides.Length == 3 ? Folding(call, sides[2]) : null;
        (Expression left, Expression right) = (ValueOf(sides[0]), ValueOf(sides[1]));
        return folded is null ? Call("<=>", left, right) : Call("<=>", Call("lower", left), Call("lower", right));
    }

    /// <summary>A part that is looked for; without regard to case if that was said.</summary>
    private CallExpression Found(Linq.MethodCallExpression call, string name)
    {
        Expression? folded = call.Arguments.Count == 2 ? Folding(call, call.Arguments[1]) : null;
        (Expression text, Expression part) = (ValueOf(call.Object!), ValueOf(call.Arguments[0]));
        return folded is null ? Call(name, text, part) : Call(name, Call("lower", text), Call("lower", part));
    }

    /// <summary>Not null when case does not count.</summary>
    private static LiteralExpression? Folding(Linq.MethodCallExpression call, Linq.Expression how) =>
        KnownValue.TryOf(how, out object? value) && value is StringComparison comparison ? comparison switch
        {
            StringComparison.Ordinal => null,
            StringComparison.OrdinalIgnoreCase => new LiteralExpression(true, DataType.Boolean),
            _ => throw Refused(call, $"StringComparison.{comparison}"),
        }
        : throw Refused(call, call.Method.Name);

    private CallExpression Padded(Linq.MethodCallExpression call, string name)
    {
        Expression text = ValueOf(call.Object!);
        return Call(name, text, Call("greatest", Call("length", text), ValueOf(call.Arguments[0])),
            call.Arguments.Count == 2 ? ValueOf(call.Arguments[1]) : new LiteralExpression(" ", DataType.String));
    }

    /// <summary>Text with values in it: <c>$"{a}-{b}"</c>. How values are written is not for kernels.</summary>
    private CallExpression Formatted(Linq.MethodCallExpression call)
    {
        string format = Known(call, 0);
        Linq.Expression[] values = Parts(call, 1);
        var parts = new List<Expression>();
        int at = 0;
        while (at < format.Length)
        {
            int open = format.IndexOfAny(['{', '}'], at);
            bool isDoubled = open >= 0 && open + 1 < format.Length && format[open + 1] == format[open];
            int end = open < 0 ? format.Length : isDoubled ? open + 1 : open;
            parts.Add(new LiteralExpression(format[at..end], DataType.String));
            at = isDoubled ? open + 2 : end;
            if (open < 0 || isDoubled)
            {
                continue;
            }

            int close = format.IndexOf('}', open);
            parts.Add(int.TryParse(format.AsSpan(open + 1, close - open - 1), out int place) ? TextOf(values[place])
                : throw Refused(call, $"The format {format[open..(close + 1)]}"));
            at = close + 1;
        }

        return Call("concat", [new LiteralExpression("", DataType.String), .. parts]);
    }

    private static string Known(Linq.MethodCallExpression call, int argument) =>
        KnownValue.TryOf(call.Arguments[argument], out object? value) && value is string or char ? value.ToString()!
            : throw Refused(call, $"{call.Method.Name} with a text that is not known beforehand");

    /// <summary>Arguments from one on, those of an array one by one.</summary>
    private static Linq.Expression[] Parts(Linq.MethodCallExpression call, int first) =>
        [.. call.Arguments.Skip(first).SelectMany(argument => KnownValue.WithoutSpan(argument) is Linq.NewArrayExpression list
            ? list.Expressions : (IEnumerable<Linq.Expression>)[argument])];

    private Expression? OfNumber(Linq.MethodCallExpression call, string name)
    {
        Expression[] Arguments(int count) => [.. call.Arguments.Take(count).Select(argument => ValueOf(argument))];
        bool awaysFromZero = call.Arguments.Count > 1 && KnownValue.TryOf(call.Arguments[^1], out object? how)
            && how is MidpointRounding.AwayFromZero;
        int rounding = call.Arguments.Count > 1 && call.Arguments[^1].Type == typeof(MidpointRounding) ? 1 : 0;
        return (name, call.Arguments.Count) switch
        {
            ("Abs" or "Sqrt" or "Cbrt" or "Exp" or "Log10" or "Log2" or "Sin" or "Cos" or "Tan" or "Asin" or "Acos" or "Atan", 1) =>
                Call(name.ToLowerInvariant(), Arguments(1)),
            ("Log", 1) => Call("ln", Arguments(1)),
            ("Log", 2) => Call("log", [.. Arguments(2).Reverse()]),
            ("Pow" or "Atan2", 2) => Call(name.ToLowerInvariant(), Arguments(2)),
            ("Min", 2) => Call("least", Arguments(2)),
            ("Max", 2) => Call("greatest", Arguments(2)),
            ("Sign", 1) => new CastExpression(Call("sign", Arguments(1)), DataType.Int),
            ("Floor" or "Ceiling", 1) => Cast(Call(name == "Floor" ? "floor" : "ceil", Arguments(1)), call.Type),
            ("Round", _) when rounding == 0 || awaysFromZero =>
                Call(awaysFromZero ? "round" : "bround", Arguments(call.Arguments.Count - rounding)),
            ("IsNaN", 1) => Call("isnan", Arguments(1)),
            _ => null,
        };
    }

    private static CastExpression Cast(Expression value, Type type) => new(value, Literals.TypeOf(type)!);

    private Expression? OfTime(Linq.MethodCallExpression call, string name)
    {
        if (call.Object is null)
        {
            return name == "FromDateTime" ? new CastExpression(ValueOf(call.Arguments[0]), DataType.Date) : null;
        }

        bool isDate = Bare(call.Object.Type) == typeof(DateOnly);
        Func<double, TimeSpan>? unit = name switch
        {
            "AddDays" when !isDate => TimeSpan.FromDays,
            "AddHours" => TimeSpan.FromHours,
            "AddMinutes" => TimeSpan.FromMinutes,
            "AddSeconds" => TimeSpan.FromSeconds,
            "AddMilliseconds" => TimeSpan.FromMilliseconds,
            _ => null,
        };
        if (unit is not null && KnownValue.TryOf(call.Arguments[0], out object? count) && count is double number)
        {
            return Call("+", ValueOf(call.Object), new LiteralExpression(unit(number), DataType.Interval));
        }

        return name switch
        {
            "AddDays" when isDate => Call("date_add", ValueOf(call.Object), ValueOf(call.Arguments[0])),
            "AddMonths" when isDate => Call("add_months", ValueOf(call.Object), ValueOf(call.Arguments[0])),
            "Add" => Call("+", ValueOf(call.Object), ValueOf(call.Arguments[0])),
            "Subtract" => Call("-", ValueOf(call.Object), ValueOf(call.Arguments[0])),
            _ => null,
        };
    }

    /// <summary>Whether a value is in a list, one that is known or one of a column.</summary>
    private ValueTerm Contains(Term list, Linq.Expression value) => list switch
    {
        KnownTerm { Value: IEnumerable known } when known.Cast<object?>().ToList() is { Count: > 0 } values => new ValueTerm(Call("in",
            [ValueOf(value), .. values.Select(one => Literals.Of(one, value.Type))])),
        KnownTerm => new ValueTerm(new LiteralExpression(false, DataType.Boolean)),
        _ => new ValueTerm(Call("array_contains", ValueOf(list), ValueOf(value))),
    };
}
