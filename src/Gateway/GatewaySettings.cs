using System.Globalization;
using System.Net;
using Ledger.MessageBus;
using Ledger.ProviderAccess;

namespace Ledger.Gateway;

/// <summary>
/// Reads <see cref="GatewayOptions"/>: addresses from <c>LEDGER_*</c>, limits from the section <c>Gateway</c>
/// (<c>Gateway__BodyBytesMax=65536</c> in the environment).
/// </summary>
public static class GatewaySettings
{
    /// <summary>The process's settings: <c>appsettings.json</c> beside the program, then the environment.</summary>
    public static IConfiguration FromProcess() => new ConfigurationBuilder()
        .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .Build();

    /// <summary>Reads and checks all settings, the secrets file too.</summary>
    /// <exception cref="SettingsRefusedException">One or more settings are missing or wrong.</exception>
    public static GatewayOptions Read(IConfiguration configuration)
    {
        var errors = new List<string>();
        var limits = new Section(configuration.GetSection("Gateway"), errors);
        var standard = new GatewayOptions { Url = new("http://x"), Broker = new("amqp://x"), SecretsFile = "" };
        var options = standard with
        {
            Url = Address(configuration, "LEDGER_GATEWAY_URL", ["http", "https"], errors),
            Broker = Address(configuration, "LEDGER_RABBITMQ", ["amqp", "amqps"], errors),
            SecretsFile = Required(configuration, "LEDGER_SECRETS", errors),
            Queues = ConsumerQueues.Of(name => configuration[name], errors),
            TrustedProxies = limits.Networks("TrustedProxies"),
            BodyBytesMax = limits.Number("BodyBytesMax", standard.BodyBytesMax, 1_024, 16_777_216),
            BodyBytesInFlightMax = limits.Number(
                "BodyBytesInFlightMax", (int)standard.BodyBytesInFlightMax, 1_048_576, int.MaxValue),
            BodyTimeout = limits.Seconds("BodyTimeoutSeconds", standard.BodyTimeout, 300),
            ConnectionsMax = limits.Number("ConnectionsMax", standard.ConnectionsMax, 1, 1_000_000),
            SourcePerSecond = limits.Number("SourcePerSecond", standard.SourcePerSecond, 1, 1_000_000),
            SourceBurst = limits.Number("SourceBurst", standard.SourceBurst, 1, 1_000_000),
            RefusedArchivedPerSecond = limits.Number(
                "RefusedArchivedPerSecond", standard.RefusedArchivedPerSecond, 1, 10_000),
            ConfirmTimeout = limits.Seconds("ConfirmTimeoutSeconds", standard.ConfirmTimeout, 60),
            StartTimeout = limits.Seconds("StartTimeoutSeconds", standard.StartTimeout, 3_600),
        };
        if (options.SecretsFile.Length > 0)
        {
            errors.AddRange(SecretsFile.Read(options.SecretsFile, options.Providers).Errors);
        }

        return errors.Count == 0 ? options : throw new SettingsRefusedException(errors);
    }

    static string Required(IConfiguration configuration, string name, List<string> errors)
    {
        var value = configuration[name];
        if (string.IsNullOrWhiteSpace(value))
        {
            errors.Add($"{name} is not set.");
        }

        return value ?? "";
    }

    static Uri Address(IConfiguration configuration, string name, string[] schemes, List<string> errors)
    {
        var value = Required(configuration, name, errors);
        if (Uri.TryCreate(value, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme))
        {
            return address;
        }

        if (value.Length > 0)
        {
            errors.Add($"{name} is not an address of the form {schemes[0]}://…"); // The value may hold a password.
        }

        return new Uri("http://unset");
    }

    /// <summary>Limits by name; faults go into one list.</summary>
    sealed class Section(IConfigurationSection section, List<string> errors)
    {
        internal int Number(string name, int standard, int least, int most)
        {
            if (section[name] is not { Length: > 0 } text)
            {
                return standard;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value >= least && value <= most)
            {
                return value;
            }

            errors.Add($"Gateway:{name} must be a whole number from {least} to {most}.");
            return standard;
        }

        internal TimeSpan Seconds(string name, TimeSpan standard, int most) =>
            TimeSpan.FromSeconds(Number(name, (int)standard.TotalSeconds, 1, most));

        internal List<IPNetwork> Networks(string name)
        {
            const StringSplitOptions Tidy = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
            var networks = new List<IPNetwork>();
            foreach (var text in (section[name] ?? "").Split(',', Tidy))
            {
                if (IPNetwork.TryParse(text, out var network))
                {
                    networks.Add(network);
                }
                else if (IPAddress.TryParse(text, out var address))
                {
                    networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
                }
                else
                {
                    errors.Add($"Gateway:{name} holds '{text}', which is neither an IP address nor a network.");
                }
            }

            return networks;
        }
    }
}
