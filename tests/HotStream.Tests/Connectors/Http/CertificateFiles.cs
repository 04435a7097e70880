using HotStream.Tests.Io.Mqtt;

namespace HotStream.Tests.Connectors.Http;

/// <summary>Certificates as files, for programs that are not ours.</summary>
internal sealed class CertificateFiles : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hotstream-certificates-");

    public CertificateFiles(TestCertificates certificates)
    {
        Authority = Write("authority.pem", certificates.AuthorityPem);
        Client = Write("client.pem", certificates.ClientPem);
        Key = Write("client.key", certificates.ClientKeyPem);
        Server = Write("server.pem", certificates.ServerPem);
        ServerKey = Write("server.key", certificates.ServerKeyPem);
    }

    public string Authority { get; }

    public string Client { get; }

    public string Key { get; }

    public string Server { get; }

    public string ServerKey { get; }

    public void Dispose() => _directory.Delete(recursive: true);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_directory.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
