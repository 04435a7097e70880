using Linq = System.Linq.Expressions;

namespace HotStream;

/// <summary>What a part of a lambda means.</summary>
internal abstract record Term;

/// <summary>A value of each row.</summary>
internal sealed record ValueTerm(Expression Expression) : Term;

/// <summary>Several values with names: a row, a key of several columns, a new object.</summary>
/// <param name="Members">The values.</param>
/// <param name="Presence">Null where the row is not there, as after an outer join; no expression where it always is.</param>
internal sealed record RecordTerm(IReadOnlyList<(string Name, Term Value)> Members, Expression? Presence = null) : Term
{
    /// <summary>The member of a name, first by its letters and then without regard to case; null when there is none.</summary>
    public Term? Find(string name)
    {
        Term? found = null;
        foreach ((string known, Term value) in Members)
        {
            if (known == name)
            {
                return value;
            }

            found ??= known.Equals(name, StringComparison.OrdinalIgnoreCase) ? value : null;
        }

        return found;
    }
}

/// <summary>The rows of a group, of which only aggregates can be asked.</summary>
/// <param name="Key">What they are grouped by.</param>
/// <param name="Element">A row of the group, or what was selected of it.</param>
/// <param name="Filter">Which rows count; null for all.</param>
/// <param name="IsDistinct">Whether equal values count once.</param>
internal sealed record GroupTerm(Term Key, Term Element, Expression? Filter, bool IsDistinct) : Term;

/// <summary>A value that is known when the query is made.</summary>
internal sealed record KnownTerm(object? Value, Type Type) : Term;

/// <summary>A function that is handed to an aggregate or a list.</summary>
internal sealed record LambdaTerm(Linq.LambdaExpression Lambda) : Term;
