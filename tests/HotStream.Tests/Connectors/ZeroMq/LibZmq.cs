using System.Text.Json.Nodes;

namespace HotStream.Tests.Connectors.ZeroMq;

/// <summary>Peers by libzmq.</summary>
internal static class LibZmq
{
    public static NodePeer Start(JsonObject what) => NodePeer.Start("zeromq", "zeromq.mjs", what);
}
