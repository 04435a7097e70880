namespace HotStream.Cli;

/// <summary>A broker.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Topics">What to subscribe to.</param>
/// <param name="ClientId">Our name with it; null for none, and then it keeps nothing for us.</param>
/// <param name="User">User; null for none.</param>
/// <param name="Password">Password; null for none.</param>
internal sealed record BrokerSource(BrokerAddress Address, IReadOnlyList<MqttTopic> Topics, string? ClientId, string? User,
    string? Password) : MessageSource
{
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(1);

    public override bool UsesTls => Address.IsTls;

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop) =>
        ServerWait.ForPortAsync($"broker {Address.Server}", Address.Server.Host, Address.Server.Port, patience, stop);

    public override DStream<MqttMessage> Open(StreamingContext context, StoreOptions options, Action isWell)
    {
        bool isFirst = true;
        return context.MqttMessageStream(Address.ToString(), Topics, new MqttOptions
        {
            ClientId = ClientId,
            SessionExpiry = ClientId is null ? TimeSpan.Zero : s_kept,
            UserName = User ?? Address.User,
            Password = Password ?? Address.Password,
            Tls = UsesTls ? CertificateFile.ClientTls(options.Authorities) : null,
            OnSubscribed = () =>
            {
                if (isFirst)
                {
                    StderrLogger.WriteLine($"subscribed at {Address.Server}");
                    isFirst = false;
                }

                isWell();
            },
        });
    }
}
