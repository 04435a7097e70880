using System.Globalization;

namespace HotStream.Conformance;

/// <summary>A function of the corpus, <c>name</c> or <c>name:argument</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Argument">What stands behind the colon, or null.</param>
internal readonly record struct FunctionName(string Name, string? Argument)
{
    /// <summary>The argument as text.</summary>
    public string Text => Argument ?? throw new CorpusException($"function {Name} needs an argument");

    /// <summary>The argument as a number.</summary>
    public Value Number => long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole)
        ? Value.Of(whole)
        : double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            ? Value.Of(number)
            : throw new CorpusException($"the argument of function {this} is not a number");

    public static FunctionName Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? new(text, null) : new(text[..colon], text[(colon + 1)..]);
    }

    public override string ToString() => Argument is null ? Name : $"{Name}:{Argument}";
}
