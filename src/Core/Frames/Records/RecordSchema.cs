using System.Diagnostics.CodeAnalysis;

namespace HotStream;

/// <summary>The columns that objects of a class are rows of.</summary>
public static class RecordSchema
{
    /// <summary>
    /// A column for each public property or field that can be set, by a setter or by a parameter of that name of the constructor, in their
    /// order and under their names. Of a number, a text or a list it is one column <c>value</c>.
    /// </summary>
    /// <typeparam name="T">
    /// Members are bool, whole numbers to 64 bits, double, float, decimal, string, DateOnly, DateTime, DateTimeOffset, TimeSpan, all of
    /// them with
    /// <c>?</c> too, arrays, List, Dictionary, and classes of such members, which are structs.
    /// </typeparam>
    /// <exception cref="AnalysisException">A member is of another type, or there is none.</exception>
    public static Schema Of<[DynamicallyAccessedMembers(RecordShape.Needed)] T>() => RecordShape.Of(typeof(T)).Schema;
}
