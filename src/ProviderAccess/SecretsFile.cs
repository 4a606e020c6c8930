using System.Text.Json;
using Ledger.ProviderAccess.Certificates;
using Ledger.Providers;
using Ledger.Providers.Api;

namespace Ledger.ProviderAccess;

/// <summary>
/// The secrets file: <c>{"provider":{"endpoints":{"default":{"account":…,"secrets":[…]}}}}</c>, with secrets as texts or as
/// <see cref="SecretReferences"/>. Reading gives every fault at once, by the setting's path, and never repeats a value.
/// </summary>
public static class SecretsFile
{
    const int SecretLengthMin = 8;
    const int SecretsMax = 5;
    const int ToleranceSecondsMax = 86_400;
    const int SilenceMinutesMax = 43_200;

    /// <summary>What a file holds, or why it cannot be used.</summary>
    /// <param name="Endpoints">The endpoints; null when there are errors.</param>
    /// <param name="Errors">One sentence per fault.</param>
    public sealed record Reading(WebhookEndpoints? Endpoints, IReadOnlyList<string> Errors)
    {
        /// <summary>What was read for it, whether it can be used or not: the file itself, and files with secrets.</summary>
        public required WatchedFiles Files { get; init; }
    }

    /// <summary>Reads and checks a file.</summary>
    public static Reading Read(string path, IReadOnlyList<IPaymentProvider> providers)
    {
        var files = new WatchedFiles(path);
        return files.Read(path, out var fault) is { } json
            ? Parse(json, providers, files)
            : new Reading(null, [$"LEDGER_SECRETS: the file cannot be read ({fault})."]) { Files = files };
    }

    /// <summary>Checks the bytes of a file.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="providers">The providers that it may name.</param>
    /// <param name="files">Reads the files that it names, and remembers them.</param>
    public static Reading Parse(ReadOnlyMemory<byte> json, IReadOnlyList<IPaymentProvider> providers, WatchedFiles files)
    {
        var errors = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var endpoints = ReadProviders(SecretReferences.Resolve(document.RootElement, files, errors), providers, errors);
            if (errors.Count == 0 && endpoints.Count == 0)
            {
                errors.Add("LEDGER_SECRETS: no endpoint is configured.");
            }

            return errors.Count == 0
                ? new Reading(new WebhookEndpoints(endpoints), []) { Files = files }
                : new Reading(null, errors) { Files = files };
        }
        catch (JsonException e)
        {
            // The parser's own message may quote the text that it stumbled over.
            return new Reading(null,
            [
                e.LineNumber is { } line
                    ? $"LEDGER_SECRETS: not valid JSON at line {line + 1}."
                    : "LEDGER_SECRETS: a name occurs twice.",
            ])
            {
                Files = files,
            };
        }
    }

    static List<WebhookEndpoint> ReadProviders(
        JsonElement root, IReadOnlyList<IPaymentProvider> providers, List<string> errors)
    {
        var endpoints = new List<WebhookEndpoint>();
        foreach (var (name, value) in Members(root, "LEDGER_SECRETS", errors))
        {
            if (providers.FirstOrDefault(p => p.Name == name) is not { } provider)
            {
                errors.Add($"{name}: no such provider; known are {string.Join(", ", providers.Select(p => p.Name))}.");
                continue;
            }

            foreach (var (part, inner) in Members(value, name, errors))
            {
                if (part != "endpoints")
                {
                    errors.Add($"{name}.{part}: no such setting.");
                    continue;
                }

                foreach (var (endpoint, settings) in Members(inner, $"{name}.endpoints", errors))
                {
                    endpoints.Add(ReadEndpoint(provider, endpoint, settings, errors));
                }
            }
        }

        return endpoints;
    }

    static WebhookEndpoint ReadEndpoint(
        IPaymentProvider provider, string name, JsonElement value, List<string> errors)
    {
        var path = $"{provider.Name}.endpoints.{name}";
        var settings = new EndpointSettings { Account = "", Secrets = [], ToleranceSeconds = provider.DefaultToleranceSeconds };
        if (!IsName(name, InEndpoint))
        {
            errors.Add($"{path}: a name has 1 to 64 lower-case letters, digits, hyphens.");
        }

        foreach (var (part, inner) in Members(value, path, errors))
        {
            settings = part switch
            {
                "account" => settings with { Account = Text(inner) },
                "secrets" => settings with { Secrets = ReadSecrets(inner, $"{path}.secrets", errors) },
                "toleranceSeconds" => settings with
                {
                    ToleranceSeconds = Number(
                        inner, $"{path}.toleranceSeconds", 1, Math.Max(ToleranceSecondsMax, provider.DefaultToleranceSeconds), errors),
                },
                "currencyExponents" => settings with
                {
                    CurrencyExponents = ReadExponents(inner, $"{path}.currencyExponents", errors),
                },
                "confirm" => settings with { Confirm = ReadPolicy(inner, $"{path}.confirm", errors) },
                "silenceMinutes" => settings with
                {
                    SilenceMinutes = Number(inner, $"{path}.silenceMinutes", 1, SilenceMinutesMax, errors),
                },
                "api" => settings with { Api = ApiSettings.Read(provider, inner, $"{path}.api", errors) },
                "capturesAtOnce" => settings with { CapturesAtOnce = Flag(inner, $"{path}.capturesAtOnce", errors) },
                "certificateHosts" => settings with
                {
                    CertificateHosts = SecretsFileCertificates.ReadHosts(inner, $"{path}.certificateHosts", errors),
                },
                "trustedRoots" => settings with
                {
                    Certificates = SecretsFileCertificates.ReadRoots(inner, $"{path}.trustedRoots", errors),
                },
                _ => Unknown(settings, $"{path}.{part}", errors),
            };
        }

        if (!IsName(settings.Account, InAccount))
        {
            errors.Add($"{path}.account: missing, or not 1 to 64 letters, digits, '_', '-'.");
        }

        if (settings.Secrets.Count == 0)
        {
            errors.Add($"{path}.secrets: at least one signing secret is needed.");
        }

        if (settings is { Confirm: ConfirmPolicy.Always, Api: null })
        {
            errors.Add($"{path}.confirm: always needs {path}.api: without access to the API nothing can be confirmed.");
        }

        return new WebhookEndpoint(provider, name, settings);
    }

    static ConfirmPolicy ReadPolicy(JsonElement value, string path, List<string> errors)
    {
        switch (Text(value))
        {
            case "always":
                return ConfirmPolicy.Always;
            case "needed":
                return ConfirmPolicy.Needed;
            case "never":
                return ConfirmPolicy.Never;
            default:
                errors.Add($"{path}: there are always, needed and never.");
                return ConfirmPolicy.Needed;
        }
    }

    static List<string> ReadSecrets(JsonElement value, string path, List<string> errors)
    {
        var secrets = new List<string>();
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > SecretsMax)
        {
            errors.Add($"{path}: must be a list of at most {SecretsMax} secrets, newest first.");
            return secrets;
        }

        foreach (var item in value.EnumerateArray())
        {
            var secret = Text(item);
            if (secret.Length < SecretLengthMin || secret.Any(char.IsWhiteSpace))
            {
                errors.Add(
                    $"{path}[{secrets.Count}]: must be text of at least {SecretLengthMin} characters without blanks.");
            }

            secrets.Add(secret);
        }

        return secrets;
    }

    static Dictionary<string, int> ReadExponents(JsonElement value, string path, List<string> errors)
    {
        var exponents = new Dictionary<string, int>();
        foreach (var (currency, exponent) in Members(value, path, errors))
        {
            if (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
            {
                errors.Add($"{path}: '{currency}' is no ISO currency code.");
            }

            exponents[currency] = Number(exponent, $"{path}.{currency}", 0, 4, errors);
        }

        return exponents;
    }

    internal static List<(string Name, JsonElement Value)> Members(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return [.. value.EnumerateObject().Select(m => (m.Name, m.Value))];
        }

        errors.Add($"{path}: must be a JSON object.");
        return [];
    }

    internal static int Number(JsonElement value, string path, int least, int most, List<string> errors)
    {
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            && number >= least && number <= most)
        {
            return number;
        }

        errors.Add($"{path}: must be a whole number from {least} to {most}.");
        return least;
    }

    static bool Flag(JsonElement value, string path, List<string> errors)
    {
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            errors.Add($"{path}: must be true or false.");
        }

        return value.ValueKind == JsonValueKind.True;
    }

    static EndpointSettings Unknown(EndpointSettings settings, string path, List<string> errors)
    {
        errors.Add($"{path}: no such setting.");
        return settings;
    }

    internal static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    static bool IsName(string name, Func<char, bool> allowed) => name.Length is >= 1 and <= 64 && name.All(allowed);

    static bool InEndpoint(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-';

    static bool InAccount(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';
}
