namespace HotStream.Io;

/// <summary>How records become rows.</summary>
/// <param name="Mode">What is done with one that cannot be read.</param>
/// <param name="CorruptColumn">The column that has the text of such a record, if there is one of that name.</param>
/// <param name="Letters">Where records that cannot be read are reported.</param>
/// <param name="IgnoresCase">Whether names of fields are looked for without regard to case too.</param>
internal sealed record RowRules(ParseMode Mode, string CorruptColumn, RowLetters Letters, bool IgnoresCase = false);
