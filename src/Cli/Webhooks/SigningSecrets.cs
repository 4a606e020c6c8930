using System.Text.Json;
using Ledger.Cli.Shell;
using Ledger.ProviderAccess;

namespace Ledger.Cli.Webhooks;

/// <summary>Reads the newest signing secret of an endpoint from the secrets file. Never printed.</summary>
static class SigningSecrets
{
    /// <summary>The secret that the provider would sign with now.</summary>
    /// <param name="path">The secrets file.</param>
    /// <param name="provider">Provider's name.</param>
    /// <param name="endpoint">Endpoint's name.</param>
    /// <exception cref="CliError">The file, the endpoint or its secret is not there.</exception>
    public static string Newest(string path, string provider, string endpoint)
    {
        if (!File.Exists(path))
        {
            throw CliError.Missing(
                "SECRETS_FILE_NOT_FOUND", $"There is no secrets file at {path}.",
                "Name one with --secrets-file or LEDGER_SECRETS, or give the secret itself with --secret.");
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Step(document.RootElement, path, provider, "endpoints", endpoint, "secrets") switch
            {
                { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 => Text(list[0], path),
                _ => throw Malformed(path, $"{provider}.endpoints.{endpoint}.secrets is not a list with a secret"),
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Malformed(path, "it is not the JSON it should be");
        }
    }

    static string Text(JsonElement secret, string path)
    {
        var text = SecretReferences.Text(secret, new WatchedFiles(path), out var fault);
        return fault is null ? text ?? secret.GetString()! : throw Malformed(path, fault.TrimEnd('.'));
    }

    static JsonElement Step(JsonElement element, string path, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!element.TryGetProperty(name, out element))
            {
                throw Malformed(path, $"it has no '{name}'");
            }
        }

        return element;
    }

    static CliError Malformed(string path, string found) => CliError.Missing(
        "SECRETS_FILE_INVALID", $"The secrets file {path} cannot be used: {found}.",
        "It holds {\"<provider>\":{\"endpoints\":{\"<endpoint>\":{\"account\":\"...\",\"secrets\":[\"...\"]}}}}.");
}
