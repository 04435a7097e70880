namespace HotStream;

/// <summary>
/// What can be known of a text of JSON without reading it: where the commas are that stand in no string. A row's values are found by them
/// all at once, where a walk learns only at the end of one where the next begins (that chain is most of a walk's time).
/// <para>Law: of a text without backslashes and control characters, a byte stands in a string when the number of quotes before it is odd.
/// Whoever has the commas proves what lies between them; a text that is not JSON has commas too.</para>
/// Rules for callers: 63 bytes past the end must be readable (slabs guarantee it), <c>commas</c> has room for
/// <see cref="LengthMax"/> + <see cref="Slack"/>.
/// </summary>
internal abstract unsafe class JsonOutline
{
    /// <summary>Bytes of the longest text that is looked at.</summary>
    public const int LengthMax = 2048;

    /// <summary>Places that are written beyond the last comma.</summary>
    public const int Slack = 64;

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

    /// <summary>Places of the commas that stand in no string.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="commas">Receives the places.</param>
    /// <param name="quotes">How many quotes there are.</param>
    /// <param name="isAscii">Whether no byte is above 127.</param>
    /// <returns>How many; -1 for a text with backslashes or control characters.</returns>
    public abstract int FindCommas(byte* text, int length, int* commas, out int quotes, out bool isAscii);
}
