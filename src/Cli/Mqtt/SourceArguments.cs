using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace HotStream.Cli;

/// <summary>The arguments that say where messages come from.</summary>
internal sealed class SourceArguments
{
    private readonly Option<BrokerAddress> _broker = ParsedOption.Create("--broker", "HOST:PORT",
        "The broker to subscribe at, such as localhost:1883; mqtts://HOST:8883 for TLS.", BrokerAddress.Parse);

    private readonly Option<IPEndPoint> _listen = ParsedOption.Create(
        "--listen",
        "PORT",
        "Instead of a broker: let devices publish to this port of this machine; 0 takes a free one, 0.0.0.0:PORT lets other machines "
        + "send, with --password-file or --allow-anonymous.",
        HostPort.ParseListen);

    private readonly Option<string[]> _topics = new("--topic")
    {
        Description = "Topic or filter to subscribe to, such as plant/#; may be given several times.",
        HelpName = "TOPIC",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int> _qos =
        ParsedOption.Create("--qos", "0|1|2", "Quality of service to subscribe with.", ParsedOption.WholeNumber(0, 2));

    private readonly Option<string> _client = ParsedOption.Create(
        "--client-id", "NAME",
        "Our name with the broker, such as hall-1; it then keeps for a day what comes while we are away.", ParsedOption.Filled);

    private readonly Option<string> _user =
        ParsedOption.Create("--user", "NAME", "User to log in as; with --listen, the only one who may.", ParsedOption.Filled);

    private readonly Option<string> _password = ParsedOption.Create(
        "--password-file",
        "FILE",
        "File whose first line is the user's password; with --listen and no --user, a file of accounts as mosquitto_passwd writes it.",
        ParsedOption.Filled);

    private readonly Option<string> _certificate = ParsedOption.Create("--tls-cert", "FILE",
        "With --listen: speak TLS with this certificate and chain, as PEM, such as plant.pem.", ParsedOption.Filled);

    private readonly Option<string> _key =
        ParsedOption.Create("--tls-key", "FILE", "With --tls-cert: its key, as PEM, such as plant.key.", ParsedOption.Filled);

    private readonly Option<bool> _anonymous =
        new("--allow-anonymous") { Description = "With --listen on an address that other machines reach: let anybody in." };

    public SourceArguments() => _qos.DefaultValueFactory = _ => 1;

    /// <summary>Adds them to a command, and refuses what cannot be.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_broker, _listen, _topics, _qos, _client, _user, _password, _certificate, _key, _anonymous])
        {
            command.Add(option);
        }

        command.Validators.Add(CheckSource);
        command.Validators.Add(CheckLogin);
    }

    /// <summary>Whether connections to or from the source are TLS.</summary>
    public bool UsesTls(ParseResult parsed) => parsed.GetValue(_broker)?.IsTls == true;

    /// <summary>The source.</summary>
    /// <exception cref="UsageException">A file cannot be read, or anybody could send.</exception>
    public MessageSource Read(ParseResult parsed)
    {
        string? file = parsed.GetValue(_password);
        string? user = parsed.GetValue(_user);
        if (parsed.GetValue(_broker) is { } broker)
        {
            MqttTopic[] topics = Array.ConvertAll(parsed.GetValue(_topics)
                ?? [], topic => new MqttTopic(topic, (MqttQos)parsed.GetValue(_qos)));
            return new BrokerSource(broker, topics, parsed.GetValue(_client), user, file is null ? null : ReadPassword(file));
        }

        IPEndPoint endPoint = parsed.GetValue(_listen)!;
        MqttAccounts? accounts = file is null ? null : user is null ? ReadAccounts(file)
            : new MqttAccounts(new Dictionary<string, string> { [user] = ReadPassword(file) });
        if (accounts is null && !IPAddress.IsLoopback(endPoint.Address) && !parsed.GetValue(_anonymous))
        {
            throw new UsageException(
                $"Anybody who reaches {endPoint} could send: say who may, with --password-file FILE, or say --allow-anonymous.");
        }

        return new ListenerSource(endPoint, accounts, parsed.GetValue(_certificate) is { } certificate
            ? (certificate, parsed.GetValue(_key)!) : null);
    }

    private static string ReadPassword(string file)
    {
        try
        {
            string password = File.ReadAllText(file).Split('\n')[0].TrimEnd('\r');
            Secrets.Add(password);
            return password;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--password-file cannot be read: {failure.Message}");
        }
    }

    private static MqttAccounts ReadAccounts(string file)
    {
        try
        {
            return MqttAccounts.FromFile(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new UsageException($"--password-file cannot be used: {failure.Message}");
        }
    }

    private void CheckSource(CommandResult result)
    {
        bool hasBroker = Has(result, _broker);
        if (hasBroker == Has(result, _listen))
        {
            result.AddError("Give one of --broker HOST:PORT and --listen PORT.");
        }
        else if (hasBroker != Has(result, _topics))
        {
            result.AddError(hasBroker ? "Say what to subscribe to: --topic TOPIC, for example --topic 'plant/#'."
                : "A listener takes every topic; leave --topic out.");
        }
        else if (hasBroker ? Has(result, _certificate) || Has(result, _key) || Has(result, _anonymous) : Has(result, _client))
        {
            result.AddError(hasBroker ? "--tls-cert, --tls-key and --allow-anonymous belong to --listen."
                : "--client-id belongs to --broker.");
        }
    }

    private void CheckLogin(CommandResult result)
    {
        if (Has(result, _user) && !Has(result, _password) && Has(result, _listen))
        {
            result.AddError("Say what the user's password is: --password-file FILE.");
        }
        else if (Has(result, _anonymous) && Has(result, _password))
        {
            result.AddError("Give --password-file or --allow-anonymous, not both.");
        }
        else if (Has(result, _certificate) != Has(result, _key))
        {
            result.AddError("Give --tls-cert FILE and --tls-key FILE together.");
        }
    }

    private static bool Has(CommandResult result, Option option) => result.GetResult(option) is { Implicit: false };
}
