namespace HotStream.Cli;

/// <summary><c>udp://ADDRESS:PORT</c>: datagrams that are sent to us, each a message.</summary>
internal static class UdpSource
{
    public static MessageSource Open(AddressReader reader)
    {
        reader.NoPath();
        System.Net.IPEndPoint endPoint = reader.ListenAt();
        return new ListeningSource(endPoint, (context, listens) => context.UdpListener(endPoint, new UdpListenerOptions
        {
            OnListening = listens,
        }).Map(static datagram => new MqttMessage(default, datagram)))
        {
            IsUdp = true,
        };
    }
}
