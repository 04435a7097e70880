namespace HotStream;

/// <summary>Names of columns with their fields: parts with dots between; a part in back quotes may have dots in it.</summary>
internal static class NamePath
{
    public static string[] Parse(string name)
    {
        var parts = new List<string>();
        int at = 0;
        while (true)
        {
            int end;
            if (at < name.Length && name[at] == '`')
            {
                end = name.IndexOf('`', at + 1);
                if (end < 0)
                {
                    throw new AnalysisException($"The name {name} has a back quote that is not closed.");
                }

                parts.Add(name[(at + 1)..end]);
                end++;
            }
            else
            {
                end = name.IndexOf('.', at) is int dot and >= 0 ? dot : name.Length;
                parts.Add(name[at..end]);
            }

            if (end >= name.Length)
            {
                return [.. parts];
            }

            at = end + 1;
        }
    }
}
