using System.Text;
using System.Text.Json.Nodes;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using HotStream.StandIn;
using HotStream.Tests.Connectors.Http;

namespace HotStream.Tests.Connectors.AzureBlobs;

/// <summary>
/// An azurite of our own, on a free port of the loopback. It checks signatures. What it keeps is on its disk for sure when it was ended
/// gracefully, or has said that it saved it: by itself it saves within five seconds, whatever it answered before.
/// </summary>
public sealed class AzuriteServer : IConnectorServer
{
    private const string Account = "plant7";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-azurite-");
    private readonly int _port = FreePort.Find();
    private readonly CertificateFiles? _certificates;
    private readonly TimeSpan _behind;
    private readonly BlobServiceClient _client;
    private NodePeer? _peer;
    private int _containers;

    /// <summary>Starts one.</summary>
    /// <param name="certificates">Makes it https; null for http.</param>
    /// <param name="behind">How far its clock is behind the machine's.</param>
    internal AzuriteServer(CertificateFiles? certificates = null, TimeSpan behind = default)
    {
        _certificates = certificates;
        _behind = behind;
        _client = new BlobServiceClient(new Uri($"http://127.0.0.1:{_port}/{Account}"), new StorageSharedKeyCredential(Account, Key));
        Begin();
    }

    public AzuriteServer()
        : this(null)
    {
    }

    /// <summary>Why there is none; null when there is.</summary>
    public static string? WhyNot => NodePeer.WhyNot("azurite");

    /// <summary>A secret that must be in no message.</summary>
    public static string Key { get; } = Convert.ToBase64String(Encoding.ASCII.GetBytes("right-7-never-shown, +/ and =?"));

    public string Url => UrlAt(_port);

    /// <summary>That it runs as, while it is not away.</summary>
    public int ProcessId => _peer!.ProcessId;

    /// <summary>Where a port has the account's blobs.</summary>
    public string UrlAt(int port) => _certificates is null ? $"http://127.0.0.1:{port}/{Account}" : $"https://localhost:{port}/{Account}";

    public void Begin()
    {
        var what = new JsonObject { ["directory"] = _folder.FullName, ["port"] = _port, ["accounts"] = $"{Account}:{Key}" };
        what["behind"] = (long)_behind.TotalMilliseconds;
        if (_certificates is not null)
        {
            (what["cert"], what["key"]) = (_certificates.Server, _certificates.ServerKey);
        }

        _peer = NodePeer.Start("azurite", "azurite.mjs", what);
        _peer.Await("listening");
    }

    public void End(bool graceful)
    {
        if (graceful && _peer is { } peer)
        {
            peer.EndInput();
            peer.AssertEndsWell();
        }

        _peer?.Dispose();
        _peer = null;
    }

    /// <summary>Kills it when it has saved what it keeps.</summary>
    public void KillWhenSaved()
    {
        _peer!.Send("save");
        _peer.Await("saved");
        End(graceful: false);
    }

    /// <summary>Makes a container under a name of its own and returns the name.</summary>
    public string Container() => Container($"plant-{Interlocked.Increment(ref _containers)}");

    public string Container(string name)
    {
        _client.CreateBlobContainer(name);
        return name;
    }

    public void Put(string container, string name, string text) => Put(container, name, Encoding.UTF8.GetBytes(text));

    public void Put(string container, string name, byte[] bytes) => Blob(container, name).Upload(new BinaryData(bytes), overwrite: true);

    public void Delete(string container, string name) => Blob(container, name).Delete();

    /// <summary>Moves it to where it cannot be read.</summary>
    public void Archive(string container, string name) => Blob(container, name).SetAccessTier(AccessTier.Archive);

    public string ETag(string container, string name) => Blob(container, name).GetProperties().Value.ETag.ToString();

    public string[] Names(string container) => [.. _client.GetBlobContainerClient(container).GetBlobs().Select(blob => blob.Name)];

    public byte[] Bytes(string container, string name) => Blob(container, name).DownloadContent().Value.Content.ToArray();

    /// <summary>The lines of all blobs of a container, in the order of their names.</summary>
    public string[] Lines(string container) => [.. Names(container).Order(StringComparer.Ordinal)
        .SelectMany(name => Encoding.UTF8.GetString(Bytes(container, name)).Split('\n', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>A token for a container.</summary>
    public string Sas(string container, BlobContainerSasPermissions rights, DateTimeOffset? until = null) =>
        _client.GetBlobContainerClient(container).GenerateSasUri(rights, until ?? DateTimeOffset.UtcNow.AddHours(1)).Query;

    public string ConnectionString(string? url = null) =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};BlobEndpoint={url ?? Url};";

    public AzureBlobReadOptions Reading(string? url = null) => ReadingOf(url ?? Url);

    public static AzureBlobReadOptions ReadingOf(string url) => new()
    {
        ServiceUrl = url,
        AccountName = Account,
        AccountKey = Key,
        NewBlobsOnly = false,
        Timeout = TimeSpan.FromSeconds(60), // no load of this machine is an outage
    };

    public AzureBlobWriteOptions Writing(string? url = null) => WritingOf(url ?? Url);

    public static AzureBlobWriteOptions WritingOf(string url) => new()
    {
        ServiceUrl = url,
        AccountName = Account,
        AccountKey = Key,
        TimeProvider = TimeProvider.System,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public AzureBlobCheckpointOptions Keeping(string? url = null) => new()
    {
        ServiceUrl = url ?? Url,
        AccountName = Account,
        AccountKey = Key,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>A stand before the server: the address of the account's blobs behind it.</summary>
    internal string Behind(ObjectProxy proxy) => $"{proxy.Url}/{_client.AccountName}";

    /// <summary>What an <see cref="ObjectProxy"/> passes requests on to.</summary>
    internal ObjectProxy Proxy() => new($"http://127.0.0.1:{_port}");

    public void Dispose()
    {
        End(graceful: false);
        _folder.Delete(recursive: true);
    }

    private BlobClient Blob(string container, string name) => _client.GetBlobContainerClient(container).GetBlobClient(name);
}
