namespace HotStream.Conformance;

/// <summary>Calculation with values: whole numbers stay whole, and too large is an error.</summary>
internal static class Arithmetic
{
    public static Value Add(Value a, Value b) => a.Kind == ValueKind.String && b.Kind == ValueKind.String
        ? Value.Of(a.AsString + b.AsString)
        : AreWhole(a, b) ? Value.Of(checked(a.AsLong + b.AsLong)) : Value.Of(a.AsDouble + b.AsDouble);

    public static Value Subtract(Value a, Value b) =>
        AreWhole(a, b) ? Value.Of(checked(a.AsLong - b.AsLong)) : Value.Of(a.AsDouble - b.AsDouble);

    public static Value Multiply(Value a, Value b) =>
        AreWhole(a, b) ? Value.Of(checked(a.AsLong * b.AsLong)) : Value.Of(a.AsDouble * b.AsDouble);

    /// <summary>The remainder with the sign of the divisor.</summary>
    public static Value Modulo(Value a, Value b) => AreWhole(a, b)
        ? Value.Of(((a.AsLong % b.AsLong) + b.AsLong) % b.AsLong)
        : Value.Of(a.AsDouble - (b.AsDouble * Math.Floor(a.AsDouble / b.AsDouble)));

    public static Value Negate(Value a) => Subtract(Value.Of(0), a);

    public static Value Max(Value a, Value b) => a.CompareTo(b) >= 0 ? a : b;

    public static Value Min(Value a, Value b) => a.CompareTo(b) <= 0 ? a : b;

    private static bool AreWhole(Value a, Value b) => a.Kind == ValueKind.Long && b.Kind == ValueKind.Long;
}
