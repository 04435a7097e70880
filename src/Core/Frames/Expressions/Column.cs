using System.Diagnostics.CodeAnalysis;

namespace HotStream;

/// <summary>
/// An expression over the columns of a frame: a column by name, a value, or what operators and <see cref="Functions"/> make of them. It
/// computes nothing until a frame that uses it is asked for rows. The operators and methods are those of Spark's <c>Column</c>. Comparing
/// with <c>==</c> gives an expression, no answer. Immutable and thread-safe.
/// </summary>
[SuppressMessage("Usage", "CA2225", Justification = "The named forms are Spark's.")]
public sealed class Column
{
    internal Column(Expression expression) => Expression = expression;

    internal Expression Expression { get; }

    /// <summary>A value as an expression.</summary>
    public static implicit operator Column(bool value) => Functions.Lit(value);

    /// <inheritdoc cref="op_Implicit(bool)"/>
    public static implicit operator Column(int value) => Functions.Lit(value);

    /// <inheritdoc cref="op_Implicit(bool)"/>
    public static implicit operator Column(long value) => Functions.Lit(value);

    /// <inheritdoc cref="op_Implicit(bool)"/>
    public static implicit operator Column(double value) => Functions.Lit(value);

    /// <inheritdoc cref="op_Implicit(bool)"/>
    public static implicit operator Column(decimal value) => Functions.Lit(value);

    /// <inheritdoc cref="op_Implicit(bool)"/>
    public static implicit operator Column(string value) => Functions.Lit(value);

    /// <inheritdoc cref="op_Implicit(bool)"/>
    public static implicit operator Column(DateOnly value) => Functions.Lit(value);

    /// <inheritdoc cref="op_Implicit(bool)"/>
    public static implicit operator Column(DateTime value) => Functions.Lit(value);

    /// <inheritdoc cref="op_Implicit(bool)"/>
    public static implicit operator Column(TimeSpan value) => Functions.Lit(value);

    /// <summary>Sum; whole numbers wrap around.</summary>
    public static Column operator +(Column left, Column right) => Call("+", left, right);

    /// <summary>Difference.</summary>
    public static Column operator -(Column left, Column right) => Call("-", left, right);

    /// <summary>Product.</summary>
    public static Column operator *(Column left, Column right) => Call("*", left, right);

    /// <summary>Quotient, floating point or decimal; null when divided by zero.</summary>
    public static Column operator /(Column left, Column right) => Call("/", left, right);

    /// <summary>Remainder with the sign of the left side; null when divided by zero.</summary>
    public static Column operator %(Column left, Column right) => Call("%", left, right);

    /// <summary>The number with the other sign.</summary>
    public static Column operator -(Column value) => Call("negative", value);

    /// <summary>Whether both are equal; null when one is null.</summary>
    public static Column operator ==(Column left, Column right) => Call("=", left, right);

    /// <summary>Whether they differ; null when one is null.</summary>
    public static Column operator !=(Column left, Column right) => Call("<>", left, right);

    /// <summary>Whether the left side is smaller.</summary>
    public static Column operator <(Column left, Column right) => Call("<", left, right);

    /// <summary>Whether the left side is greater.</summary>
    public static Column operator >(Column left, Column right) => Call(">", left, right);

    /// <summary>Whether the left side is not greater.</summary>
    public static Column operator <=(Column left, Column right) => Call("<=", left, right);

    /// <summary>Whether the left side is not smaller.</summary>
    public static Column operator >=(Column left, Column right) => Call(">=", left, right);

    /// <summary>Whether both are true.</summary>
    public static Column operator &(Column left, Column right) => Call("and", left, right);

    /// <summary>Whether either is true.</summary>
    public static Column operator |(Column left, Column right) => Call("or", left, right);

    /// <summary>Whether it is false.</summary>
    public static Column operator !(Column value) => Call("not", value);

    /// <summary>A name for the result.</summary>
    /// <param name="name">The name.</param>
    public Column As(string name) => new(new AliasExpression(Expression, [name]));

    /// <summary>Names for the columns of a function that gives several, as <c>PosExplode</c>.</summary>
    /// <param name="names">A name for each.</param>
    public Column As(params string[] names) => new(new AliasExpression(Expression, names));

    /// <summary>The value as another type; null where it cannot be, or an error under <see cref="SessionOptions.Ansi"/>.</summary>
    /// <param name="type">The type.</param>
    public Column Cast(DataType type) => new(new CastExpression(Expression, type));

    /// <inheritdoc cref="Cast(DataType)"/>
    /// <param name="type">The type's name, as <see cref="DataType.Parse"/> reads it.</param>
    public Column Cast(string type) => Cast(DataType.Parse(type));

    /// <summary>The value as another type; null where it cannot be, also under <see cref="SessionOptions.Ansi"/>.</summary>
    /// <param name="type">The type.</param>
    public Column TryCast(DataType type) => new(new CastExpression(Expression, type, true));

    /// <inheritdoc cref="TryCast(DataType)"/>
    /// <param name="type">The type's name, as <see cref="DataType.Parse"/> reads it.</param>
    public Column TryCast(string type) => TryCast(DataType.Parse(type));

    /// <summary>Whether the value is null.</summary>
    public Column IsNull() => Call("isnull", this);

    /// <summary>Whether the value is not null.</summary>
    public Column IsNotNull() => Call("isnotnull", this);

    /// <summary>Equality in which two nulls are equal, never null.</summary>
    /// <param name="other">The other side.</param>
    public Column EqNullSafe(Column other) => Call("<=>", this, other);

    /// <summary>SQL's LIKE: <c>%</c> is any text, <c>_</c> one character, a backslash takes the next one as it is.</summary>
    /// <param name="pattern">The pattern.</param>
    public Column Like(string pattern) => Call("like", this, pattern);

    /// <summary>LIKE without regard to case.</summary>
    /// <param name="pattern">The pattern.</param>
    public Column ILike(string pattern) => Call("ilike", this, pattern);

    /// <summary>Whether a regular expression matches somewhere.</summary>
    /// <param name="pattern">The expression, in .NET's syntax without look-around and back references.</param>
    public Column RLike(string pattern) => Call("rlike", this, pattern);

    /// <summary>Whether the text begins with another.</summary>
    /// <param name="prefix">The other text.</param>
    public Column StartsWith(Column prefix) => Call("startswith", this, prefix);

    /// <summary>Whether the text ends with another.</summary>
    /// <param name="suffix">The other text.</param>
    public Column EndsWith(Column suffix) => Call("endswith", this, suffix);

    /// <summary>Whether another text occurs in it.</summary>
    /// <param name="text">The other text.</param>
    public Column Contains(Column text) => Call("contains", this, text);

    /// <summary>Whether the value lies between two others, these included.</summary>
    /// <param name="low">The least.</param>
    /// <param name="high">The greatest.</param>
    public Column Between(Column low, Column high) => (this >= low) & (this <= high);

    /// <summary>Whether the value is one of these.</summary>
    /// <param name="values">The values.</param>
    public Column IsIn(params Column[] values) => Call("in", [this, .. values]);

    /// <summary>A part of the text: characters from a place, counted from 1, or from the end when negative.</summary>
    /// <param name="start">The place of the first one.</param>
    /// <param name="length">How many.</param>
    public Column Substr(Column start, Column length) => Call("substring", this, start, length);

    /// <summary>An element of an array (from 0) or the value of a key of a map; null when there is none.</summary>
    /// <param name="key">The place or the key.</param>
    public Column GetItem(Column key) => Call("getitem", this, key);

    /// <summary>A field of a struct, for an array of structs the array of its fields; the value of a key of a map.</summary>
    /// <param name="name">The field's name.</param>
    public Column GetField(string name) => new(new FieldExpression(Expression, name));

    /// <summary>One more case of <see cref="Functions.When"/>.</summary>
    /// <param name="condition">When it holds.</param>
    /// <param name="value">What the result is then.</param>
    /// <exception cref="InvalidOperationException">This is no <c>When</c>, or <c>Otherwise</c> came already.</exception>
    public Column When(Column condition, Column value) => Expression is CaseExpression { Else: null } cases
        ? new Column(cases with { Branches = [.. cases.Branches, (condition.Expression, value.Expression)] })
        : throw new InvalidOperationException("When(...) follows Functions.When(...) only, and before Otherwise(...).");

    /// <summary>What the result is when no case of <see cref="Functions.When"/> holds; null without it.</summary>
    /// <param name="value">The result.</param>
    /// <exception cref="InvalidOperationException">This is no <c>When</c>, or <c>Otherwise</c> came already.</exception>
    public Column Otherwise(Column value) => Expression is CaseExpression { Else: null } cases
        ? new Column(cases with { Else = value.Expression })
        : throw new InvalidOperationException("Otherwise(...) follows Functions.When(...) only, and once.");

    /// <summary>Ascending order, nulls first.</summary>
    public Column Asc() => new(new SortExpression(Expression, false, null));

    /// <summary>Descending order, nulls last.</summary>
    public Column Desc() => new(new SortExpression(Expression, true, null));

    /// <summary>Ascending order, nulls last.</summary>
    public Column AscNullsLast() => new(new SortExpression(Expression, false, false));

    /// <summary>Descending order, nulls first.</summary>
    public Column DescNullsFirst() => new(new SortExpression(Expression, true, true));

    /// <summary>Whether it is the very same object; expressions are compared with <c>==</c> in frames only.</summary>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <summary>The expression as text.</summary>
    public override string ToString() => ExpressionText.Of(Expression);

    internal static Column Call(string name, params Column[] arguments) =>
        new(new CallExpression(name, [.. arguments.Select(argument => argument.Expression)]));
}
