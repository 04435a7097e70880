namespace HotStream;

/// <summary>
/// What the views and files of a query are. Each is looked for once: when the query is planned again, with the schemas that hold, it is
/// over the same ones, whatever has become of the names.
/// </summary>
internal sealed class QueryTables
{
    private readonly Dictionary<string, FramePlan?> _views;
    private readonly List<FramePlan?> _files; // in the order in which the query names them
    private readonly bool _areSettled;
    private int _nextFile;

    public QueryTables(ICatalog catalog)
    {
        Catalog = catalog;
        _views = new Dictionary<string, FramePlan?>(StringComparer.OrdinalIgnoreCase);
        _files = [];
    }

    private QueryTables(QueryTables found)
    {
        Catalog = found.Catalog;
        _views = new Dictionary<string, FramePlan?>(found._views, StringComparer.OrdinalIgnoreCase);
        _files = [.. found._files];
        _areSettled = true;
    }

    /// <summary>Where they are looked for.</summary>
    public ICatalog Catalog { get; }

    /// <summary>Whether the schema of one that was asked for may not hold.</summary>
    public bool AreProvisional { get; private set; }

    /// <summary>The same ones, with schemas that hold.</summary>
    public QueryTables Settle() => new(this);

    /// <summary>The plan of a view; null when there is none of that name.</summary>
    public Plan? FindView(string name)
    {
        if (!_views.TryGetValue(name, out FramePlan? view))
        {
            view = _views[name] = Catalog.FindView(name);
        }

        return Chosen(view);
    }

    /// <summary>The plan of the files that the query names next; null when the format is not known.</summary>
    public Plan? ReadFile(string format, string path)
    {
        if (_nextFile == _files.Count)
        {
            _files.Add(Catalog.ReadFile(format, path));
        }

        return Chosen(_files[_nextFile++]);
    }

    private Plan? Chosen(FramePlan? plan)
    {
        Plan? provisional = _areSettled ? null : plan?.Provisional;
        AreProvisional |= provisional is not null;
        return provisional ?? plan?.Settled;
    }
}
