using HotStream.Cli;
using Xunit;

namespace HotStream.Tests.Cli;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("localhost:9999", "localhost", 9999)]
    [InlineData("10.0.0.7:1", "10.0.0.7", 1)]
    [InlineData("[::1]:65535", "::1", 65535)]
    public void A_server_is_host_and_port(string text, string host, int port)
    {
        HostPort parsed = HostPort.Parse(text);

        Assert.Equal(new HostPort(host, port), parsed);
        Assert.Equal(text, parsed.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData(":9999")]
    [InlineData("host")]
    [InlineData("host:")]
    [InlineData("host:0")]
    [InlineData("host:65536")]
    [InlineData("host:+1")]
    [InlineData("host: 1")]
    [InlineData("::1:9999")]
    [InlineData("[]:1")]
    public void Anything_else_is_no_server(string text) => Assert.Throws<FormatException>(() => HostPort.Parse(text));

    [Theory]
    [InlineData("9999", "127.0.0.1:9999")]
    [InlineData("0", "127.0.0.1:0")]
    [InlineData("0.0.0.0:9999", "0.0.0.0:9999")]
    [InlineData("[::1]:9999", "[::1]:9999")]
    public void A_port_alone_listens_to_this_machine_only(string text, string endPoint) =>
        Assert.Equal(endPoint, HostPort.ParseListen(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("65536")]
    [InlineData("localhost:1")]
    [InlineData("::1")]
    [InlineData("1.2.3.4:")]
    [InlineData("[::1]")]
    public void Anything_else_cannot_be_listened_on(string text) => Assert.Throws<FormatException>(() => HostPort.ParseListen(text));
}
