using Linq = System.Linq.Expressions;
using Op = System.Linq.Expressions.ExpressionType;

namespace HotStream;

/// <summary>
/// Lambdas as expressions over columns: the tree that the compiler made of one is read, and never compiled. It means what C# means by it
/// as far as columns can: two nulls are equal, a comparison with null is false, whole numbers divide without a fraction. What no kernel
/// does is refused by name. Where only true matters (<c>isTruth</c>), false and null are the same, which saves a step for each row.
/// </summary>
internal sealed partial class LambdaReader
{
    private readonly Dictionary<Linq.ParameterExpression, Term> _parameters = [];

    private LambdaReader(Linq.LambdaExpression lambda, IReadOnlyList<Term> parameters) => Bind(lambda, parameters);

    /// <summary>What a lambda gives for its parameters.</summary>
    public static Term Read(Linq.LambdaExpression lambda, params IReadOnlyList<Term> parameters) =>
        new LambdaReader(lambda, parameters).TermOf(lambda.Body);

    /// <summary>A lambda that is a condition on rows.</summary>
    public static Expression Condition(Linq.LambdaExpression lambda, params IReadOnlyList<Term> parameters) =>
        new LambdaReader(lambda, parameters).ValueOf(lambda.Body, isTruth: true);

    /// <summary>A term as one value: several are a struct.</summary>
    public static Expression ValueOf(Term term) => term switch
    {
        ValueTerm value => value.Expression,
        KnownTerm known => Literals.Of(known.Value, known.Type),
        RecordTerm { Presence: { } presence } record => new CaseExpression(
            [(Call("isnotnull", presence), ValueOf(record with { Presence = null }))], Else: null),
        RecordTerm record => Call("named_struct", [.. record.Members.SelectMany(member =>
            (Expression[])[new LiteralExpression(member.Name, DataType.String), ValueOf(member.Value)])]),
        _ => throw new AnalysisException("A group is no value: ask it for its Key and for aggregates, as g.Max(r => ...)."),
    };

    private static CallExpression Call(string name, params Expression[] arguments) => new(name, arguments);

    private static AnalysisException Refused(Linq.Expression part, string what) => new(
        $"{what} has no kernel, in {part}. Map(row => ...) runs any C#; what does not depend on the row may be computed before.");

    private static bool MayBeNull(Linq.Expression part) =>
        !(part is Linq.ConstantExpression { Value: not null } || (part.Type.IsValueType && Nullable.GetUnderlyingType(part.Type) is null));

    private static Type Bare(Type type) => Nullable.GetUnderlyingType(type) ?? type;

    private void Bind(Linq.LambdaExpression lambda, IReadOnlyList<Term> parameters)
    {
        for (int i = 0; i < lambda.Parameters.Count; i++)
        {
            _parameters[lambda.Parameters[i]] = parameters[i];
        }
    }

    private Expression ValueOf(Linq.Expression part, bool isTruth = false) => ValueOf(TermOf(part, isTruth));

    private Term TermOf(Linq.Expression part, bool isTruth = false)
    {
        if (KnownValue.TryOf(part, out object? known))
        {
            return new KnownTerm(known, part.Type);
        }

        return part switch
        {
            Linq.ParameterExpression parameter => _parameters[parameter],
            Linq.MemberExpression { Expression: { } owner } member => MemberOf(TermOf(owner), member),
            Linq.UnaryExpression unary => Unary(unary, isTruth),
            Linq.BinaryExpression binary => new ValueTerm(Binary(binary, isTruth)),
            Linq.ConditionalExpression choice => new ValueTerm(new CaseExpression(
                [(ValueOf(choice.Test, isTruth: true), ValueOf(choice.IfTrue, isTruth))], ValueOf(choice.IfFalse, isTruth))),
            Linq.MethodCallExpression call => CallOf(call, isTruth),
            Linq.NewExpression made => new RecordTerm(Arguments(made)),
            Linq.MemberInitExpression made => new RecordTerm([.. Arguments(made.NewExpression), .. made.Bindings.Select(binding =>
                binding is Linq.MemberAssignment set ? (set.Member.Name, TermOf(set.Expression))
                    : throw Refused(part, $"Setting parts of {binding.Member.Name}"))]),
            Linq.LambdaExpression lambda => new LambdaTerm(lambda),
            _ => throw Refused(part, part.NodeType.ToString()),
        };
    }

    /// <summary>What a constructor is given, by the names of its members.</summary>
    private IReadOnlyList<(string Name, Term Value)> Arguments(Linq.NewExpression made)
    {
        if (made.Constructor is null && made.Arguments.Count > 0)
        {
            throw Refused(made, $"new {RecordShape.NameOf(made.Type)}");
        }

        return [.. made.Arguments.Select((argument, at) =>
            (made.Members?[at].Name ?? made.Constructor!.GetParameters()[at].Name!, TermOf(argument)))];
    }

    private Term Unary(Linq.UnaryExpression unary, bool isTruth)
    {
        switch (unary.NodeType)
        {
            case Op.Quote:
                return TermOf(unary.Operand);
            case Op.Not when Bare(unary.Type) == typeof(bool):
                return new ValueTerm(Call("not", ValueOf(unary.Operand)));
            case Op.Negate or Op.NegateChecked:
                return new ValueTerm(Call("negative", ValueOf(unary.Operand)));
            case Op.UnaryPlus:
                return TermOf(unary.Operand);
            case Op.ArrayLength:
                return new ValueTerm(Call("size", ValueOf(unary.Operand)));
            case Op.Convert or Op.ConvertChecked or Op.TypeAs:
                return Converted(unary, TermOf(unary.Operand, isTruth));
            default:
                throw Refused(unary, unary.NodeType.ToString());
        }
    }

    private static Term Converted(Linq.UnaryExpression convert, Term term)
    {
        (Type from, Type to) = (Bare(convert.Operand.Type), Bare(convert.Type));
        if (term is not ValueTerm value || from == to || from.IsEnum || to.IsEnum || !to.IsValueType)
        {
            return term;
        }

        DataType? type = Literals.TypeOf(to);
        bool isNarrow = type?.Kind == TypeKind.Int && to != typeof(int) || to == typeof(uint) || to == typeof(float);
        return type is null || (isNarrow && !Literals.Holds(to, from)) ? throw Refused(convert, $"A conversion to {to.Name}")
            : Literals.TypeOf(from) == type ? term : new ValueTerm(new CastExpression(value.Expression, type));
    }

    private Expression Binary(Linq.BinaryExpression binary, bool isTruth)
    {
        bool isLogic = Bare(binary.Type) == typeof(bool);
        switch (binary.NodeType)
        {
            case Op.AndAlso or Op.OrElse:
            case Op.And or Op.Or when isLogic:
                return Call(binary.NodeType is Op.AndAlso or Op.And ? "and" : "or", ValueOf(binary.Left, isTruth),
                    ValueOf(binary.Right, isTruth));
            case Op.Equal or Op.NotEqual:
                return Equality(binary, isTruth);
            case Op.LessThan or Op.LessThanOrEqual or Op.GreaterThan or Op.GreaterThanOrEqual:
                return Comparison(binary, isTruth);
            case Op.ExclusiveOr when isLogic:
                return Call("<>", ValueOf(binary.Left), ValueOf(binary.Right));
            case Op.Coalesce:
                return Call("coalesce", ValueOf(binary.Left), ValueOf(binary.Right));
            case Op.ArrayIndex:
                return Call("getitem", ValueOf(binary.Left), ValueOf(binary.Right));
            case Op.Add when binary.Type == typeof(string):
                return Call("concat", TextOf(binary.Left), TextOf(binary.Right));
            default:
                return Arithmetic(binary);
        }
    }

    private Expression Arithmetic(Linq.BinaryExpression binary)
    {
        DataType? type = Literals.TypeOf(Bare(binary.Type));
        bool isWhole = type?.Kind is TypeKind.Int or TypeKind.Long;
        (string? name, bool isLong) = binary.NodeType switch
        {
            Op.Add or Op.AddChecked => ("+", false),
            Op.Subtract or Op.SubtractChecked => ("-", false),
            Op.Multiply or Op.MultiplyChecked => ("*", false),
            Op.Divide => (isWhole ? "div" : "/", isWhole),
            Op.Modulo => ("%", false),
            Op.And => ("&", true),
            Op.Or => ("|", true),
            Op.ExclusiveOr => ("^", true),
            Op.LeftShift => ("shiftleft", true),
            Op.RightShift => ("shiftright", true),
            _ => (null, false),
        };
        if (name is null || type is null)
        {
            throw Refused(binary, binary.NodeType.ToString());
        }

        Expression value = Call(name, ValueOf(binary.Left), ValueOf(binary.Right));
        return isLong && type.Kind == TypeKind.Int ? new CastExpression(value, DataType.Int) : value;
    }

    private CallExpression Equality(Linq.BinaryExpression binary, bool isTruth)
    {
        bool isEqual = binary.NodeType == Op.Equal;
        (Term left, Term right) = (TermOf(binary.Left), TermOf(binary.Right));
        if (left is KnownTerm { Value: null } || right is KnownTerm { Value: null })
        {
            Term asked = left is KnownTerm { Value: null } ? right : left;
            return Call(isEqual ? "isnull" : "isnotnull", asked is RecordTerm { Presence: { } presence } ? presence : ValueOf(asked));
        }

        if (Ordered(binary) is { } ordered)
        {
            return ordered;
        }

        return Equality(left, right, isEqual, isTruth, MayBeNull(binary.Left) && left is not KnownTerm,
            MayBeNull(binary.Right) && right is not KnownTerm);
    }

    private static CallExpression Equality(Term left, Term right, bool isEqual, bool isTruth, bool leftNull, bool rightNull)
    {
        (Expression a, Expression b) = (ValueOf(left), ValueOf(right));
        if ((!leftNull && !rightNull) || (isTruth && isEqual && !(leftNull && rightNull)))
        {
            return Call(isEqual ? "=" : "<>", a, b);
        }

        CallExpression same = Call("<=>", a, b);
        return isEqual ? same : Call("not", same);
    }

    private Expression Comparison(Linq.BinaryExpression binary, bool isTruth)
    {
        Expression compared = Ordered(binary) ?? Call(SignOf(binary.NodeType), ValueOf(binary.Left), ValueOf(binary.Right));
        return isTruth || !(MayBeNull(binary.Left) || MayBeNull(binary.Right)) ? compared
            : Call("coalesce", compared, new LiteralExpression(false, DataType.Boolean));
    }

    /// <summary>The order of two texts, which C# asks as <c>string.CompareOrdinal(a, b) &lt; 0</c>; null when it is something
    /// else.</summary>
    private CallExpression? Ordered(Linq.BinaryExpression binary) =>
        binary.Left is Linq.MethodCallExpression { Method.Name: "CompareOrdinal" or "CompareTo" } call
        && KnownValue.TryOf(binary.Right, out object? zero) && zero is 0
            ? Call(SignOf(binary.NodeType), ValueOf(call.Object ?? call.Arguments[0]), ValueOf(call.Arguments[^1])) : null;

    private static string SignOf(Op node) => node switch
    {
        Op.Equal => "=",
        Op.NotEqual => "<>",
        Op.LessThan => "<",
        Op.LessThanOrEqual => "<=",
        Op.GreaterThan => ">",
        _ => ">=",
    };

    /// <summary>A part of a text that is put together; a null is nothing, as in C#.</summary>
    private Expression TextOf(Linq.Expression part)
    {
        Linq.Expression bare = part is Linq.UnaryExpression { NodeType: Op.Convert } box && box.Type == typeof(object) ? box.Operand : part;
        Term term = TermOf(bare);
        if (term is KnownTerm known)
        {
            string text = known.Value is char or string ? known.Value.ToString()! : known.Value is null ? "" : Row.Show(known.Value);
            return new LiteralExpression(text, DataType.String);
        }

        Expression value = ValueOf(term);
        value = bare.Type == typeof(string) ? value : new CastExpression(value, DataType.String);
        return MayBeNull(bare) ? Call("coalesce", value, new LiteralExpression("", DataType.String)) : value;
    }
}
