using System.Globalization;
using System.Net;

namespace Ledger.Gateway;

/// <summary>Reads <see cref="GatewayOptions"/> from environment and <c>appsettings.json</c> (section <c>Gateway</c>).</summary>
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
        var section = configuration.GetSection("Gateway");
        var defaults = new GatewayOptions { Url = new("http://x"), Broker = new("amqp://x"), SecretsFile = "" };
        var options = defaults with
        {
            Url = Address(configuration, "LEDGER_GATEWAY_URL", ["http", "https"], errors),
            Broker = Address(configuration, "LEDGER_RABBITMQ", ["amqp", "amqps"], errors),
            SecretsFile = Required(configuration, "LEDGER_SECRETS", errors),
            TrustedProxies = Networks(section["TrustedProxies"], errors),
            BodyBytesMax = Number(section, nameof(defaults.BodyBytesMax), defaults.BodyBytesMax, 1_024, 16_777_216, errors),
            BodyBytesInFlightMax = Number(
                section, nameof(defaults.BodyBytesInFlightMax), (int)defaults.BodyBytesInFlightMax, 1_048_576, int.MaxValue, errors),
            BodyTimeout = Seconds(section, nameof(defaults.BodyTimeout), defaults.BodyTimeout, 300, errors),
            ConnectionsMax = Number(section, nameof(defaults.ConnectionsMax), defaults.ConnectionsMax, 1, 1_000_000, errors),
            SourcePerSecond = Number(section, nameof(defaults.SourcePerSecond), defaults.SourcePerSecond, 1, 1_000_000, errors),
            SourceBurst = Number(section, nameof(defaults.SourceBurst), defaults.SourceBurst, 1, 1_000_000, errors),
            RefusedArchivedPerSecond = Number(
                section, nameof(defaults.RefusedArchivedPerSecond), defaults.RefusedArchivedPerSecond, 1, 10_000, errors),
            ConfirmTimeout = Seconds(section, nameof(defaults.ConfirmTimeout), defaults.ConfirmTimeout, 60, errors),
            StartTimeout = Seconds(section, nameof(defaults.StartTimeout), defaults.StartTimeout, 3_600, errors),
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

    static int Number(IConfigurationSection section, string name, int standard, int least, int most, List<string> errors)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return standard;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        errors.Add($"Gateway:{name} must be a whole number from {least} to {most}.");
        return standard;
    }

    static TimeSpan Seconds(
        IConfigurationSection section, string name, TimeSpan standard, int most, List<string> errors) =>
        TimeSpan.FromSeconds(Number(section, $"{name}Seconds", (int)standard.TotalSeconds, 1, most, errors));

    static List<IPNetwork> Networks(string? list, List<string> errors)
    {
        var networks = new List<IPNetwork>();
        foreach (var text in (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
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
                errors.Add($"Gateway:TrustedProxies holds '{text}', which is neither an IP address nor a network.");
            }
        }

        return networks;
    }
}
