using System.Net;

namespace HotStream.Mqtt;

/// <summary>Whether options of a listener go together, and let in only whom they mean to.</summary>
internal static class MqttEntry
{
    /// <exception cref="ArgumentException">They do not.</exception>
    public static void Check(MqttListenerOptions options)
    {
        if (options.ClientCertificate != ClientCertificate.None && options.Tls is null)
        {
            throw new ArgumentException(
                "MqttListenerOptions.ClientCertificate asks devices for certificates, which only TLS can: set MqttListenerOptions.Tls.",
                nameof(options));
        }

        if (options.Tls is { ServerCertificate: null, ServerCertificateContext: null, ServerCertificateSelectionCallback: null })
        {
            throw new ArgumentException("MqttListenerOptions.Tls has no server certificate.", nameof(options));
        }

        bool knowsDevices = options.Authenticate is not null || options.Authorize is not null
            || options.ClientCertificate == ClientCertificate.Required
            || (options.ClientCertificate == ClientCertificate.None && options.Tls is { ClientCertificateRequired: true });
        if (!IPAddress.IsLoopback(options.Address) && !knowsDevices && !options.AllowAnonymousFromNetwork)
        {
            throw new ArgumentException(
                $"A listener on {options.Address} would let anybody in who reaches it. Set MqttListenerOptions.Authenticate "
                + "(MqttAccounts), Authorize (MqttTopicRules) or a required ClientCertificate, "
                + "or say that this is meant by AllowAnonymousFromNetwork.", nameof(options));
        }
    }
}
