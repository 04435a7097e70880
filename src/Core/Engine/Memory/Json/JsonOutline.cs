namespace HotStream;

/// <summary>
/// What can be known of lines of JSON without reading them: where the commas are that stand in no string, and where the lines end. Both are
/// found in one pass over the text, cache line by cache line, which knows no rows: a loop for each row would end after three or after four
/// steps, and be predicted wrongly. A row's values are found by these marks all at once, where a walk learns only at the end of one where
/// the next begins (that chain is most of a walk's time).
/// <para>Law: of a text without backslashes and control characters, a byte stands in a string when the number of quotes before it is odd.
/// An LF ends a line, so one that stands in a string is a control character like any other; a CR before an LF that ends a line is none.
/// Whoever has the marks proves what lies between them; a text that is not JSON has commas too.</para>
/// Rules for callers: the text ends before its slab's padding, <c>marks</c> has room for <see cref="Room"/>.
/// </summary>
internal abstract unsafe class JsonOutline
{
    /// <summary>Bytes of the longest text that is looked at.</summary>
    public const int LengthMax = 32 * 1024;

    /// <summary>Marks that there must be room for: each byte may be one, and some are written that are none.</summary>
    public const int Room = LengthMax + 64;

    /// <summary>The outlines of the width in use.</summary>
    public static JsonOutline InUse { get; } = Create(KernelCatalog.Width);

    /// <summary>Builds the outlines of one width, by its name in <see cref="KernelCatalog"/>.</summary>
    public static JsonOutline Create(string width) => width switch
    {
        "512" => new JsonOutline<Width512>(),
        "256" => new JsonOutline<Width256>(),
        "128" => new JsonOutline<Width128>(),
        _ => new JsonOutline<ScalarWidth>(),
    };

    /// <summary>Finds the marks of a text.</summary>
    /// <param name="text">The text, at the beginning of a line.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="marks">Receives the places of commas that stand in no string, and of LFs, from the beginning of the text.</param>
    public abstract JsonMarks Find(byte* text, int length, int* marks);
}
