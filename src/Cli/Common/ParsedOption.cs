using System.CommandLine;

namespace HotStream.Cli;

/// <summary>Makes options whose text is read by a function that throws <see cref="FormatException"/> with a message for people.</summary>
internal static class ParsedOption
{
    /// <param name="name">For example <c>--interval</c>.</param>
    /// <param name="placeholder">What stands for the value in the help.</param>
    /// <param name="description">One sentence.</param>
    /// <param name="parse">Reads the text; its message says what is wrong and how to correct it.</param>
    public static Option<T> Create<T>(string name, string placeholder, string description, Func<string, T> parse) => new(name)
    {
        Description = description,
        HelpName = placeholder,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            try
            {
                return parse(result.Tokens[0].Value);
            }
            catch (FormatException problem)
            {
                result.AddError($"{name}: {problem.Message}");
                return default;
            }
        },
    };

    /// <summary>Any text but none.</summary>
    public static string Filled(string text) => text.Length > 0 ? text : throw new FormatException("Nothing stands there; give a name.");

    /// <summary>A whole number in a range.</summary>
    public static Func<string, int> WholeNumber(int least, int most) => text =>
        int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"'{text}' is no whole number from {least} to {most}.");

    /// <summary>A number above zero.</summary>
    public static Func<string, double> PositiveNumber(double most) => text =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out double number) && number > 0 && number <= most
            ? number
            : throw new FormatException(FormattableString.Invariant($"'{text}' is no number above 0 and up to {most:0}."));
}
