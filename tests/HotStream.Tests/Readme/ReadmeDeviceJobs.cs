using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using HotStream.Mqtt;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The code blocks of docs/mqtt.md about devices, word for word, and what they do.</summary>
public sealed class ReadmeDeviceJobs
{
    [Fact]
    public async Task A_listener_with_accounts_rules_and_certificates_lets_in_who_may_come()
    {
        using var certificates = new TestCertificates();
        var certificate = (X509Certificate2)certificates.ServerOptions().ServerCertificate!;
        X509ChainPolicy policy = certificates.ClientOptions().CertificateChainPolicy!;
        string accounts = Path.GetTempFileName();
        try
        {
            File.WriteAllText(accounts, MqttAccounts.Line("gateway", "right") + "\n");

            // readme: mqtt-entry
            var rules = new MqttTopicRules()
                .AllowPublish("devices/%c/#")                  // %c: the client's name, %u: the user's
                .AllowSubscribe("commands/%c")
                .AllowPublish("#", user: "gateway");
            var options = new MqttListenerOptions
            {
                Address = IPAddress.Any,
                Authenticate = MqttAccounts.FromFile(accounts).Check,   // or a dictionary, or any function of an MqttLogin
                Authorize = rules.Decide,                               // or any function of an MqttAccess
                Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate, CertificateChainPolicy = policy },
                ClientCertificate = ClientCertificate.Required,     // in MqttLogin.Certificate
            };

            // end
            var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
            options.OnListening = address => port.SetResult(address.Port);
            using var engine = new Engine();
            engine.Context.MqttMessageListener(0, options).ForeachBatch(_ => { });
            engine.Context.Start();
            int free = await port.Task.WaitAsync(Engine.Patience);
            Assert.Equal(0, Connect(free, certificates, "right"));
            Assert.NotEqual(0, Connect(free, certificates, "wrong"));
        }
        finally
        {
            File.Delete(accounts);
        }
    }

    [Fact]
    public async Task A_device_gets_the_command_that_its_state_asks_for()
    {
        int port = 0; // a free one
        using var engine = new Engine();
        StreamingContext context = engine.Context;

        // readme: mqtt-commands
        var devices = new MqttDevices();
        var options = new MqttListenerOptions { Devices = devices };
        context.MqttMessageListener(port, options)
               .Filter(message => message.Topic.Equals("state/7/hot"u8))
               .ForeachBatch(hot =>
               {
                   if (hot.Count() > 0)
                   {
                       devices.Publish("commands/7/speed", "slow", retain: true);
                   }
               });

        // end
        var listening = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        options.OnListening = address => listening.SetResult(address.Port);
        context.Start();
        using MqttPeer device = MqttPeer.Connect(await listening.Task.WaitAsync(Engine.Patience), MqttVersion.V5, "7");
        device.Subscribe("commands/7/speed", 0);
        device.Publish("state/7/hot", "93");
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return !device.IsSilent();
            },
            "the command arrived");
        Assert.Equal("commands/7/speed slow 0", device.ReadPublish().Message);
    }

    // The return code of a CONNECT.
    private static int Connect(int port, TestCertificates certificates, string password)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        using var stream = new SslStream(new NetworkStream(socket));
        stream.AuthenticateAsClient(certificates.ClientOptions());
        stream.Write(MqttCases.Write(o => MqttWriter.Connect(
            o, new MqttConnect
            {
                Version = MqttVersion.V311,
                CleanStart = true,
                ClientId = "c"u8,
                UserName = "gateway"u8,
                Password = Encoding.UTF8.GetBytes(password),
                HasUserName = true,
                HasPassword = true
            })));
        var answer = new byte[4];
        stream.ReadExactly(answer);
        Assert.Equal(0x20, answer[0]);
        return answer[3];
    }
}
