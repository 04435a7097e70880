using System.Data.Common;
using HotStream.Tests.Connectors.MySql;

namespace HotStream.Torture;

/// <summary>MariaDB.</summary>
internal sealed class MySqlRows : StoredRows
{
    private readonly MariaDbServer _server = new();

    public MySqlRows()
        : base(StoredSystem.MariaDb)
    {
        MakeTable();
    }

    public override string Address => _server.ConnectionString;

    /// <summary>Why it takes no part; null when it does.</summary>
    public static string? WhyNot(TortureOptions options) =>
        MariaDbServer.IsInstalled ? options.WhyNotSlow(StoredSystem.MariaDb) : MariaDbServer.WhyNot;

    public override void Kill()
    {
        _server.Kill();
        _server.Begin();
    }

    public override void Dispose() => _server.Dispose();

    protected override DbConnection Open() => _server.Open("plant");
}
