namespace HotStream;

/// <summary>Whether a listener of TLS asks devices for certificates.</summary>
public enum MqttClientCertificate
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It asks; a device that has none may connect, one whose certificate is not good may not.</summary>
    Optional,

    /// <summary>A device without a good certificate may not connect.</summary>
    Required,
}
