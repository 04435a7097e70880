namespace HotStream;

/// <summary>What SQL finds by name.</summary>
internal interface ICatalog
{
    /// <summary>The names of the views.</summary>
    IEnumerable<string> ViewNames { get; }

    /// <summary>The names of the formats of files.</summary>
    IEnumerable<string> FormatNames { get; }

    /// <summary>Parts in which a range of numbers is computed.</summary>
    int Workers { get; }

    /// <summary>The plan of a view; null when there is none of that name.</summary>
    FramePlan? FindView(string name);

    /// <summary>The plan of files; null when the format is not known.</summary>
    FramePlan? ReadFile(string format, string path);
}
