namespace HotStream.Io;

/// <summary>Options that several formats have.</summary>
internal static class ReaderOptions
{
    public static ParseMode Mode(this FormatOptions options) =>
        options.Word("mode", "PERMISSIVE", "PERMISSIVE", "DROPMALFORMED", "FAILFAST") switch
        {
            "PERMISSIVE" => ParseMode.Permissive,
            "DROPMALFORMED" => ParseMode.DropMalformed,
            _ => ParseMode.FailFast,
        };

    /// <summary>A single byte.</summary>
    public static byte? Byte(this FormatOptions options, params string[] names)
    {
        string? value = options.Text(names) is "\\t" ? "\t" : options.Text(names);
        return value is null ? null : value.Length == 1 && value[0] < 0x80 ? (byte)value[0]
            : throw new ArgumentException($"Option {names[0]} of {options.Format} is one character of ASCII, not '{value}'.");
    }
}
