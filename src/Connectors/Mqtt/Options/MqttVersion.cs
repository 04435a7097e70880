namespace HotStream;

/// <summary>Versions of MQTT that are spoken here. The number is the protocol level of the CONNECT packet.</summary>
public enum MqttVersion
{
    /// <summary>MQTT 3.1.1 (OASIS standard of 2014).</summary>
    V311 = 4,

    /// <summary>MQTT 5.0 (OASIS standard of 2019): adds properties and reason codes.</summary>
    V5 = 5,
}
