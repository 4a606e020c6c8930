using System.Text.Json;
using Ledger.Cli.Shell;
using Ledger.Providers;

namespace Ledger.Cli.Replaying;

/// <summary>
/// The endpoints of the secrets file, read for a replay: what the gateway would refuse is its own concern, here an endpoint that cannot be
/// read is one that is not there. Never printed.
/// </summary>
static class EndpointFile
{
    /// <summary>Reads the file.</summary>
    /// <exception cref="CliError">It is not there, or no JSON.</exception>
    public static IReadOnlyDictionary<(string Provider, string Endpoint), EndpointSettings> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw CliError.Missing(
                "SECRETS_FILE_NOT_FOUND", $"There is no secrets file at {path}.", "Set LEDGER_SECRETS to the one that the gateway uses.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return (
                from provider in document.RootElement.EnumerateObject()
                from endpoint in Members(provider.Value, "endpoints")
                let settings = Settings(endpoint.Value)
                where settings is not null
                select (provider.Name, endpoint.Name, settings)).ToDictionary(each => (each.Item1, each.Item2), each => each.settings);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw CliError.Missing(
                "SECRETS_FILE_INVALID", $"The secrets file {path} cannot be used: it is not the JSON it should be.",
                "It holds {\"<provider>\":{\"endpoints\":{\"<endpoint>\":{\"account\":\"...\",\"secrets\":[\"...\"]}}}}.");
        }
    }

    static EndpointSettings? Settings(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("account", out var account)
            || account.GetString() is not { } name)
        {
            return null;
        }

        var settings = new EndpointSettings
        {
            Account = name,
            Secrets = value.TryGetProperty("secrets", out var secrets)
                ? [.. secrets.EnumerateArray().Select(one => one.GetString() ?? "")]
                : [],
            CurrencyExponents = Members(value, "currencyExponents").ToDictionary(
                each => each.Name, each => each.Value.GetInt32(), StringComparer.Ordinal),
        };
        return value.TryGetProperty("toleranceSeconds", out var seconds)
            ? settings with { ToleranceSeconds = seconds.GetInt32() }
            : settings;
    }

    static JsonElement.ObjectEnumerator Members(JsonElement value, string name) =>
        value.TryGetProperty(name, out var inner) ? inner.EnumerateObject() : default;
}
